"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  form.hidden = false;
  const kept = [...document.querySelectorAll("[data-f]")];
  const facets = kept.map((element) => JSON.parse(element.dataset.f));
  const words = kept.map((element) => element.textContent.toLowerCase());
  const said = document.getElementById("shown");
  const chosen = () => [...form.querySelectorAll("select")].filter((one) => one.value).map((one) => [one.name, one.value]);

  function filter() {
    const wanted = chosen();
    const sought = form.elements.words.value.trim().toLowerCase();
    let shown = 0;
    kept.forEach((element, at) => {
      const fits = wanted.every(([name, value]) => (facets[at][name] || []).includes(value)) && (!sought || words[at].includes(sought));
      element.hidden = !fits;
      if (fits && element.matches("li")) shown += 1;
    });
    const all = kept.filter((element) => element.matches("li")).length;
    said.textContent = `${shown} of ${all} quotations shown`;
  }
  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  filter();

  // a cell opens its quotations; without this script its link leads to the first of them
  const dialog = document.getElementById("cell");
  const list = dialog.querySelector("ul");
  let opener = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-q]");
    if (!link || typeof dialog.showModal !== "function") return;
    event.preventDefault();
    opener = link;
    list.replaceChildren(...link.dataset.q.split(" ").map((name) => {
      const original = document.getElementById(name);
      const item = document.createElement("li");
      item.append(...[...original.childNodes].map((node) => node.cloneNode(true)));
      return item;
    }));
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("a[href^='#']")) dialog.close();
  });
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { if (opener) opener.focus({ preventScroll: true }); opener = null; });

  // a link into something that the filter hides brings it back
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.hidden) { target.hidden = false; target.scrollIntoView(); }
  });
})();
