// Looks for news every two seconds. The page works without this: a link says "Look again".
"use strict";
const body = document.body;
let typed = false;
document.addEventListener("input", () => { typed = true; });

async function look() {
  let pulse;
  try {
    const answer = await fetch("/pulse", { cache: "no-store" });
    pulse = answer.ok ? await answer.text() : "";
  } catch {
    return; // the network or the laptop sleeps: the next look may reach it
  }
  if (!pulse || pulse === body.dataset.pulse) return;
  if (body.dataset.live === "lead") await refresh(pulse);
  else if (typed) document.getElementById("news").hidden = false;
  else location.replace("/");
}

async function refresh(pulse) {
  const answer = await fetch(location.href, { cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["live", "list"]) {
    const from = fresh.getElementById(id);
    const to = document.getElementById(id);
    if (from && to && !to.contains(document.activeElement)) to.replaceChildren(...from.childNodes);
  }
  body.dataset.pulse = pulse;
}

setInterval(look, 2000);
