"""Transcripts that a colleague marked in Word: written out, and read back as decisions of a named coder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from realist_eval.codebook.words import shown
from realist_eval.errors import InputError, Problem, StudyError
from realist_eval.importer.source_file import SourceFile
from realist_eval.model import Code, Coding, Material, Span, Transcript
from realist_eval.reporter.writers import marked_words as mw
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.facade import Study
from realist_eval.study.hand import by_hand
from realist_eval.study.marked_docx import AFTER, BEFORE, Marked, Places, Remark, read_marked
from realist_eval.study.marked_said import Said, Understanding
from realist_eval.study.material import Reader


def write_marked_files(
    material: Material,
    folder: Path,
    sources: Sequence[str] = (),
    tell: Callable[[Problem], None] = lambda _: None,
) -> Iterator[Path]:
    """Write a marked Word file for each transcript, or for those named; raises InputError, OutputError.

    One that somebody may have worked in is kept under another name, which `tell` hears.
    """
    from realist_eval.reporter.writers.marked import write_marked

    unknown = [name for name in sources if name not in material.transcripts]
    if unknown:
        hint = f"There are: {', '.join(material.transcripts)}."
        raise InputError(f"There is no transcript “{unknown[0]}”.", hint=hint)
    for name in sources or material.transcripts:
        path = folder / f"marked-{name}.docx"
        files.write_keeping(path, write_marked(material, material.transcripts[name]), tell)
        yield path


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a marked file decides, in words; `turn` is 0 for what stands on no words."""

    what: str  # "code", "amend", "accept", "reject" or "memo"
    turn: int
    code: str
    valence: str
    words: str
    memo: str = ""


@dataclass(slots=True)
class ReadBack:
    """What a marked file says: decisions ready to be recorded, and all that needs a person's eyes."""

    file: str
    transcript: str = ""
    steps: list[Step] = field(default_factory=list)
    drafts: list[ev.Draft] = field(default_factory=list)
    unplaced: list[Problem] = field(default_factory=list)
    questions: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    unchanged: int = 0


def read_back(study: Study, path: Path, *, accept_unchanged: bool = False, transcript: str = "") -> ReadBack:
    """Understand a marked file and write nothing; raises SourceError where it is no such file.

    `transcript` names the transcript where the file has lost its name.
    """
    source = SourceFile.open(path)
    marked = read_marked(source)
    name = transcript or marked.name
    if not name:
        hint = "Say which transcript it is with --source, or write it again with `report --marked`."
        raise source.cannot("does not say which transcript it is.", hint)
    if name not in study.ids():
        raise source.cannot(f"is the transcript “{name}”, which this study does not have.")
    desk = _Desk(study, study.transcript(name), marked, str(path))
    desk.work(accept_unchanged=accept_unchanged)
    return desk.result


def record(study: Study, found: Iterable[ReadBack]) -> int:
    """Record what files say, in one go; gives how many decisions that were."""
    return len(study.record(*(draft for one in found for draft in one.drafts)))


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment with what it says and the words it stands on, counted as `Words` does."""

    remark: Remark
    said: Said
    words: Span | None
    why: str = ""  # why its words are not known


class _Desk:
    """Holds one marked file against the study."""

    def __init__(self, study: Study, transcript: Transcript, marked: Marked, file: str) -> None:
        self.study, self.transcript, self.marked, self.file = study, transcript, marked, file
        self.state = study.state
        self.result = ReadBack(file, transcript.id)
        self.places = Places(transcript, marked)
        self.words = self.places.words
        self.codebook = study.codebook()
        self.deciding = study.deciding(transcript)
        self.items = dict(self._items())
        self.ranges = {name: self.words.range(item.span) for name, item in self.items.items()}
        self.in_view = any(status == "s" for status, _ in marked.written.values())
        same_text = transcript.sha.startswith(marked.sha) and bool(marked.sha)
        self.stamps = {name: mark for name, (_, mark) in marked.written.items()} if same_text else {}

    def _items(self) -> Iterator[tuple[str, Coding]]:
        """Codings that stand, then suggestions that nobody decided."""
        reader = Reader(self.state, {self.transcript.id: self.transcript})
        for target in self.state.targets(self.transcript.id):
            for item in map(reader.item, self.state.standing(target)):
                if isinstance(item, Coding):
                    yield target, item
        made = self.study.undecided(self.transcript)
        yield from ((coding.id, coding) for coding in (made.codings if made else ()))

    # ------------------------------------------------------------ comments

    def work(self, *, accept_unchanged: bool) -> None:
        """Go through every comment, then through those that are gone."""
        self._note_edits()
        comments = self._understood()
        about: dict[str, list[_Comment]] = {}
        for comment in comments:
            if comment.said.target:
                about.setdefault(comment.said.target, []).append(comment)
        for comment in (one for one in comments if not one.said.target):
            target = self._instead(comment, about)
            if target:
                said = replace(comment.said, target=target)
                about.setdefault(target, []).append(replace(comment, said=said))
            else:
                self._new(comment)
        for target, said_of_it in about.items():
            self._old(target, said_of_it, accept_unchanged=accept_unchanged)
        self._missing(set(about))

    def _note_edits(self) -> None:
        if self.marked.tracked:
            self._note("holds tracked changes; they are not applied, as the words of a transcript stay.")
        if self.marked.sha and not self.transcript.sha.startswith(self.marked.sha):
            self._note("was written before the transcript was replaced; what is new is found by its words.")
        for number in sorted(self.places.edited):
            what = "was changed" if number in self.marked.turns else "is missing"
            self._note(f"turn {number} {what} in the file; the transcript keeps its words.")

    def _understood(self) -> list[_Comment]:
        def known(name: str) -> bool:
            return name in self.items or name in self.marked.written or bool(self.state.history(name))

        codes = {name: item.code for name, item in self.items.items()}
        reading = Understanding(self.codebook, self.state.renamed(), codes)
        named = {one.id: reading.target(one.text, known) for one in self.marked.remarks}
        found = []
        for remark in self.marked.remarks:
            target = named[remark.id] or named.get(remark.parent, "")
            said = replace(reading.read(remark.text, target), target=target)
            found.append(_Comment(remark, said, *self.places.range(remark)))
        return found

    def _instead(self, comment: _Comment, about: dict[str, list[_Comment]]) -> str:
        """The coding that a comment without an id is about: its own comment was written over or is beside."""
        if comment.words is None:
            return ""
        here = [name for name, words in self.ranges.items() if words == comment.words]
        gone = [name for name in here if name in self.marked.written and name not in about]
        if comment.said.verdict and not gone:
            gone = [name for name, said in about.items() if any(one.words == comment.words for one in said)]
        return gone[0] if len(gone) == 1 else ""

    def _old(self, target: str, comments: list[_Comment], *, accept_unchanged: bool) -> None:
        """A coding or suggestion that the file came with: unchanged, or decided anew by one comment."""
        item = self.items.get(target)
        changed = [one for one in comments if not self._says_the_same(item, target, one)]
        if not changed:
            self._unchanged(item, comments, accept_unchanged=accept_unchanged)
            return
        verdicts = [one for one in changed if one.said.verdict]
        chosen = verdicts[0] if len(verdicts) == 1 else changed[0]
        for comment in changed:
            if comment is not chosen:
                self._unplaced(comment, "Another comment on the same coding says something else.")
        self._decide(item, chosen)

    def _says_the_same(self, item: Coding | None, target: str, comment: _Comment) -> bool:
        """Whether a comment is as it was written, or says what stands by now."""
        said = comment.said
        if said.verdict:
            there = item is not None and (said.verdict == "reject" or item.status != "suggested")
            return there == (said.verdict == "accept")
        if said.problem or said.code is None:
            return not said.problem  # a memo alone
        if comment.words is None:
            return item is not None and (said.code.id, said.valence or "") == (item.code, item.valence)
        now = mw.stamp(said.code.id, said.valence or "", comment.words)
        return now == self.stamps.get(target) or (item is not None and now == self._stamp(item))

    def _stamp(self, item: Coding) -> str:
        words = self.ranges.get(item.id) or self.words.range(item.span)
        return mw.stamp(item.code, item.valence, words)

    def _unchanged(self, item: Coding | None, comments: list[_Comment], *, accept_unchanged: bool) -> None:
        memo = " ".join(dict.fromkeys(one.said.memo for one in comments if one.said.memo))
        if item is not None and item.status == "suggested" and accept_unchanged:
            self._draft(comments[0], "accept", item, item, memo)
        elif item is not None and memo and memo not in self._memos(item):
            self._take(ev.Draft(ev.Memo, item.id, ev.Noted(text=memo)), "memo", item, memo)
        else:
            self.result.unchanged += 1

    def _memos(self, item: Coding) -> set[str]:
        noted = [item.memo, *(memo.payload.text for memo in self.state.memos(item.id))]
        return {" ".join(memo.split()) for memo in noted}

    def _decide(self, item: Coding | None, comment: _Comment) -> None:
        said = comment.said
        target = said.target
        ask = f"Decide there: realist-eval codings amend {target}"
        if said.problem:
            self._unplaced(comment, said.problem.message, said.problem.hint)
        elif item is None:
            self._unplaced(comment, "It was rejected or taken out since this file was written.", ask)
        elif self.state.verdict(target) is None and self.state.decided(target):
            why = "People decided this coding differently; it waits to be adjudicated."
            self._unplaced(comment, why, ask)
        elif target in self.stamps and self.stamps[target] != self._stamp(item):
            self._unplaced(comment, "This coding was changed in the study since the file was written.", ask)
        elif said.verdict:
            self._draft(comment, said.verdict, item, item, said.memo)
        elif comment.words is None:
            self._unplaced(comment, comment.why)
        elif said.code is not None:
            amended = self._amended(item, said.code, said.valence, comment.words)
            self._draft(comment, "amend", item, amended, said.memo)

    def _amended(self, item: Coding, code: Code, said: str | None, words: Span) -> Coding:
        valence = item.valence if said is None else said
        if code.kind != item.kind and (said is None or said == item.valence):
            allowed = self.codebook.valences.get(code.kind, ())
            valence = valence if said and said in allowed else code.expected
        if code.id != item.code:
            item = replace(item, code=code.id, kind=code.kind, level=code.level)
        if words != self.ranges[item.id]:
            span = self.words.span(words)
            item = replace(item, start=span.start, end=span.end)
        return replace(item, valence=valence)

    def _new(self, comment: _Comment) -> None:
        """Words that the file did not come with a comment on: coded by hand."""
        said = comment.said
        if said.problem:
            self._unplaced(comment, said.problem.message, said.problem.hint)
        elif said.code is None:
            what = f"“{said.verdict}”" if said.verdict else "A memo"
            hint = "Answer its comment, or add its id."
            self._unplaced(comment, f"{what} needs the coding it is about.", hint)
        elif comment.words is None:
            self._unplaced(comment, comment.why)
        else:
            valence = said.code.expected if said.valence is None else said.valence
            span = self.words.span(comment.words)
            self._make(comment, by_hand(self.study, self.transcript.id, span, said.code, valence, said.memo))

    def _make(self, comment: _Comment, coding: Coding) -> None:
        mine = (one for one in self.items.values() if one.coder == self.study.coder)
        if any(one.status != "suggested" and self._stamp(one) == self._stamp(coding) for one in mine):
            self.result.unchanged += 1
            return
        with self._refusing(comment):
            draft = self.deciding.make(coding, memo=coding.memo, in_view=self.in_view)
            self._take(draft, "code", coding, coding.memo)

    def _draft(self, comment: _Comment, verdict: ev.Verdict, item: Coding, result: Coding, memo: str) -> None:
        becomes = result if verdict == "amend" else None
        with self._refusing(comment):
            draft = self.deciding.decide(item, verdict, result=becomes, memo=memo, in_view=self.in_view)
            self._take(draft, verdict, result, memo)

    @contextmanager
    def _refusing(self, comment: _Comment) -> Iterator[None]:
        """What may not be decided so is told with its reasons."""
        try:
            yield
        except StudyError as error:
            for problem in error.problems:
                self._unplaced(comment, problem.message, problem.hint)

    def _take(self, draft: ev.Draft, what: str, item: Coding, memo: str) -> None:
        self.result.drafts.append(draft)
        turn = self.transcript.turn_at(item.start).n
        words = self.transcript.quote(item.span)
        self.result.steps.append(Step(what, turn, item.code, item.valence, words, memo))

    def _missing(self, seen: set[str]) -> None:
        """Comments that were deleted: a question, as a slip of the hand deletes them too."""
        for name in self.marked.written:
            item = self.items.get(name)
            if item is not None and name not in seen:
                turn, words = self.transcript.turn_at(item.start).n, shown(self.transcript.quote(item.span))
                message = f"turn {turn}, {words}: the comment {item.code} was deleted; nothing was taken out."
                hint = f"If it should go: realist-eval codings remove {name}"
                self.result.questions.append(Problem(message, self.file, None, "question", hint))

    # ------------------------------------------------------------ what is told

    def _note(self, message: str) -> None:
        self.result.notes.append(Problem(message, self.file, severity="warning"))

    def _unplaced(self, comment: _Comment, why: str, hint: str = "") -> None:
        """Tell everything that a comment holds, so that nothing of it is lost."""
        remark = comment.remark
        turn = remark.start.turn if remark.start else BEFORE
        where = f"turn {turn}" if BEFORE < turn < AFTER else "outside the turns"
        quote = " ".join(self.marked.quote(remark).split())
        on = f", on “{quote}”" if quote else ""
        told = f"{where}{on}: the comment “{' '.join(remark.text.split())}” was not taken over. {why}"
        self.result.unplaced.append(Problem(told, self.file, hint=hint))
