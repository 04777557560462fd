"""Fine-tunes a small pretrained transformer to tell contexts, mechanisms and outcomes in speech.

    pip install torch safetensors
    python training/semantic.py --base FOLDER                      the weights that ship
    python training/semantic.py --base FOLDER --without psp raw --out FILE
    python training/elements.py --check --semantic FILE           its figures, on sets it never saw

FOLDER holds all-MiniLM-L6-v2 (Apache 2.0) as published: model.safetensors and vocab.txt. It learns from the
same coded texts as elements.py. Kept are the pieces of the most frequent English words, at a byte a number.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from texts import sets
from torch import Tensor, nn
from torch.nn import functional

from realist_eval.engine.evaluate import GoldRow
from realist_eval.engine.lexicon import DATA
from realist_eval.engine.pieces import UNKNOWN, Pieces
from realist_eval.engine.semantic import HEADS, MARKS, WINDOW
from realist_eval.engine.thesaurus import load_thesaurus
from realist_eval.model import KINDS, Transcript

PIECES = 8000
STRIDE = 170  # pieces to the next window: most are seen in two
EPOCHS, RATE, TOGETHER = 7, 1.2e-4, 8
WARM, LEAST_RATE = 0.1, 0.02  # of the steps, and of the rate
SMOOTH, DROPPED, DECAY = 0.05, 0.1, 0.01
PUNCTUATION = "’‘“”–—…£€"
NOT_ASKED = -100  # a piece that nobody coded
PAD = "[PAD]"


@dataclass(frozen=True)
class Stretch:
    """A window of a text: its pieces, and the tags of each by each reading."""

    ids: list[int]
    tags: list[list[int]]


# ---------------------------------------------------------------- what is learned from


def stretches(transcript: Transcript, rows: Sequence[GoldRow], pieces: Pieces) -> Iterator[Stretch]:
    """A text's windows in which somebody speaks for themselves."""
    ids, starts, ends = pieces.cut(transcript.text)
    spoken = np.zeros(len(ids), dtype=bool)
    for turn in transcript.turns:
        if turn.part == "participant":
            spoken |= (starts >= turn.start) & (ends <= turn.end)
    read = [tags(row, starts, ends, spoken) for row in rows]
    for first in range(0, max(1, len(ids) - WINDOW + STRIDE), STRIDE):
        window = slice(first, first + WINDOW)
        if spoken[window].any():
            yield Stretch(ids[window].tolist(), [one[window].tolist() for one in read])


def tags(row: GoldRow, starts: np.ndarray, ends: np.ndarray, spoken: np.ndarray) -> np.ndarray:
    """0 for no element, then the beginning and the rest of each kind."""
    found = np.where(spoken, 0, NOT_ASKED)
    for span in row.spans:
        own = np.flatnonzero((ends > span.start) & (starts < span.end) & spoken)
        if len(own):
            first = 1 + 2 * KINDS.index(span.kind)
            found[own] = first + 1
            found[own[0]] = first
    return found


def frequent(full: Sequence[str], wanted: int = PIECES) -> list[int]:
    """The rows of the pieces that the most frequent words are made of, letters included."""
    every = Pieces({piece: row for row, piece in enumerate(full)})
    kept = {every.ids[piece] for piece in (PAD, UNKNOWN, *MARKS, *PUNCTUATION)}
    kept |= {row for row, piece in enumerate(full) if len(piece.removeprefix("##")) == 1 and piece.isascii()}
    for word in load_thesaurus().ranks:
        if len(kept) >= wanted:
            break
        kept |= set(every.of(word))
    return sorted(kept)


# ---------------------------------------------------------------- the network


class Layer(nn.Module):
    """One layer of the encoder, from the published numbers."""

    def __init__(self, base: dict[str, Tensor], number: int) -> None:
        """Take layer `number` of the published ones."""
        super().__init__()
        own = {key.removeprefix(f"encoder.layer.{number}."): value for key, value in base.items()}
        looks = ("query", "key", "value")
        self.look = linear(
            *(
                torch.cat([own[f"attention.self.{name}.{part}"] for name in looks])
                for part in ("weight", "bias")
            )
        )
        self.gather = linear(own["attention.output.dense.weight"], own["attention.output.dense.bias"])
        self.looked = norm(own, "attention.output.LayerNorm")
        self.widen = linear(own["intermediate.dense.weight"], own["intermediate.dense.bias"])
        self.narrow = linear(own["output.dense.weight"], own["output.dense.bias"])
        self.thought = norm(own, "output.LayerNorm")
        self.drop = nn.Dropout(DROPPED)

    def forward(self, values: Tensor, mask: Tensor) -> Tensor:
        """One step for (windows, pieces, width); the mask is 0 for pieces, very low for what fills up."""
        windows, pieces, width = values.shape
        query, key, value = (
            self.look(values).view(windows, pieces, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        )
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask.to(query.dtype))
        gathered = self.gather(seen.transpose(1, 2).reshape(windows, pieces, width))
        values = self.looked(values + self.drop(gathered))
        wide = functional.gelu(self.widen(values), approximate="tanh")
        return self.thought(values + self.drop(self.narrow(wide)))


class Tagger(nn.Module):
    """The encoder with tags of every piece."""

    def __init__(self, base: dict[str, Tensor], rows: list[int], pad: int) -> None:
        """Keep only these rows of the published pieces; `pad` is the new number of what fills up."""
        super().__init__()
        self.pad = pad
        kinds = base["embeddings.token_type_embeddings.weight"][0]
        self.words = nn.Parameter(base["embeddings.word_embeddings.weight"][rows].clone())
        self.places = nn.Parameter(base["embeddings.position_embeddings.weight"][: WINDOW + 2] + kinds)
        self.start = norm(base, "embeddings.LayerNorm")
        layers = 1 + max(int(key.split(".")[2]) for key in base if key.startswith("encoder.layer."))
        self.layers = nn.ModuleList(Layer(base, number) for number in range(layers))
        self.drop = nn.Dropout(DROPPED)
        self.tags = nn.Linear(self.words.shape[1], 1 + 2 * len(KINDS))

    def forward(self, ids: Tensor) -> Tensor:
        """Scores (windows, pieces, tags)."""
        mask = torch.where(ids == self.pad, -1e4, 0.0)[:, None, None, :]
        values = self.drop(self.start(self.words[ids] + self.places[: ids.shape[1]]))
        for layer in self.layers:
            values = layer(values, mask)
        scores: Tensor = self.tags(self.drop(values))
        return scores


def linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    """A linear step that starts from these numbers."""
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.load_state_dict({"weight": weight, "bias": bias})
    return made


def norm(base: dict[str, Tensor], name: str) -> nn.LayerNorm:
    """A normalisation that starts from these numbers."""
    made = nn.LayerNorm(len(base[f"{name}.bias"]), eps=1e-12)
    made.load_state_dict({part: base[f"{name}.{part}"] for part in ("weight", "bias")})
    return made


# ---------------------------------------------------------------- learning


def train(tagger: Tagger, data: list[Stretch], marks: tuple[int, int]) -> None:
    """AdamW, the rate rising and then falling in a line; one reading of a text at a time."""
    body = [value for name, value in tagger.named_parameters() if not name.startswith("tags")]
    groups = [{"params": body, "lr": RATE}, {"params": list(tagger.tags.parameters()), "lr": 10 * RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=DECAY)
    steps = EPOCHS * (len(data) // TOGETHER + 1)

    def rate(step: int) -> float:
        return min(1.0, (step + 1) / (WARM * steps)) * max(LEAST_RATE, 1 - step / steps)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    tagger.train()
    for epoch in range(EPOCHS):
        lost = [step(tagger, some, marks, optimizer, schedule) for some in shuffled(data)]
        print(f"epoch {epoch + 1}: loss {np.mean(lost):.3f}", flush=True)


def step(
    tagger: Tagger,
    some: list[Stretch],
    marks: tuple[int, int],
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
) -> float:
    """Learn from some windows."""
    ids, wanted = batch(some, marks, tagger.pad)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = tagger(ids)
    loss = functional.cross_entropy(
        scores.float().flatten(0, 1), wanted.flatten(), ignore_index=NOT_ASKED, label_smoothing=SMOOTH
    )
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    return loss.item()


def shuffled(data: list[Stretch]) -> list[list[Stretch]]:
    """Windows of about one length together, in another order every time."""
    random.shuffle(data)
    near = TOGETHER * 16
    runs = [
        sorted(data[first : first + near], key=lambda one: len(one.ids))
        for first in range(0, len(data), near)
    ]
    some = [run[first : first + TOGETHER] for run in runs for first in range(0, len(run), TOGETHER)]
    random.shuffle(some)
    return some


def batch(some: list[Stretch], marks: tuple[int, int], pad: int) -> tuple[Tensor, Tensor]:
    """Numbers of pieces and wanted tags, filled up to the longest."""
    longest = max(len(one.ids) for one in some) + 2
    ids = torch.full((len(some), longest), pad)
    wanted = torch.full((len(some), longest), NOT_ASKED)
    for row, one in enumerate(some):
        ids[row, : len(one.ids) + 2] = torch.tensor([marks[0], *one.ids, marks[1]])
        wanted[row, 1 : len(one.ids) + 1] = torch.tensor(random.choice(one.tags))  # noqa: S311  # nothing secret
    return ids, wanted


# ---------------------------------------------------------------- keeping


def arrays(tagger: Tagger, pieces: Sequence[str]) -> dict[str, np.ndarray]:
    """Matrices at a byte a number with a scale a row; all else at two bytes."""
    made: dict[str, np.ndarray] = {"pieces": np.frombuffer("\n".join(pieces).encode(), dtype=np.uint8)}
    for name, value in tagger.state_dict().items():
        numbers = value.numpy()
        if numbers.ndim == 2 and name != "places":
            scale = np.abs(numbers).max(axis=1, keepdims=True) / 127
            made[name] = np.round(numbers / scale).astype(np.int8)
            made[f"{name} scale"] = scale.astype(np.float32)
        else:
            made[name] = numbers.astype(np.float16)
    return made


def main() -> None:
    """Learn from the coded texts, and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--speech", type=Path, default=Path("../shared/transcripts"))
    parser.add_argument("--without", nargs="*", default=[], help="sets to leave out")
    parser.add_argument("--out", type=Path, default=DATA / "en" / "semantic.npz")
    arguments = parser.parse_args()
    random.seed(0)
    torch.manual_seed(0)
    torch.set_num_threads(1)  # the same numbers every time
    full = (arguments.base / "vocab.txt").read_text(encoding="utf-8").splitlines()
    rows = frequent(full)
    kept = [full[row] for row in rows]
    pieces = Pieces({piece: number for number, piece in enumerate(kept)})
    base = {
        key.removeprefix("bert."): value
        for key, value in load_file(arguments.base / "model.safetensors").items()
    }
    tagger = Tagger(base, rows, pieces.ids[PAD])
    data = [
        one
        for entry in sets(arguments.data, arguments.speech)
        if entry.name not in arguments.without
        for key, transcript in entry.readings[0].transcripts.items()
        for one in stretches(transcript, [gold.rows[key] for gold in entry.readings], pieces)
    ]
    train(tagger, data, (pieces.ids[MARKS[0]], pieces.ids[MARKS[1]]))
    np.savez_compressed(arguments.out, **arrays(tagger, kept))


if __name__ == "__main__":
    main()
