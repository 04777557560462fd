"""Transcripts that a colleague marked in Word: written out, and read back as decisions of a named coder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from realist_eval.codebook.words import shown
from realist_eval.errors import InputError, Problem, StudyError
from realist_eval.importer.source_file import SourceFile
from realist_eval.model import Code, Coding, Material, Span, Transcript
from realist_eval.reporter.writers import marked_words as mw
from realist_eval.study import events as ev
from realist_eval.study import files
from realist_eval.study.journal import Draft
from realist_eval.study.marked_docx import AFTER, BEFORE, Marked, Remark, read_marked
from realist_eval.study.marked_places import Places
from realist_eval.study.marked_said import Said, Understanding
from realist_eval.study.material import Reader

if TYPE_CHECKING:
    from realist_eval.study.facade import Study


def write_marked_files(material: Material, folder: Path, sources: Sequence[str] = ()) -> Iterator[Path]:
    """Write a marked Word file for each transcript, or for those named; raises InputError, OutputError."""
    from realist_eval.reporter.writers.marked import write_marked

    unknown = [name for name in sources if name not in material.transcripts]
    if unknown:
        hint = f"There are: {', '.join(material.transcripts)}."
        raise InputError(f"There is no transcript “{unknown[0]}”.", hint=hint)
    for name in sources or material.transcripts:
        path = folder / f"marked-{name}.docx"
        files.write_atomic(path, write_marked(material, material.transcripts[name]))
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
    drafts: list[Draft] = field(default_factory=list)
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
        state = self.study.state
        reader = Reader(state, {self.transcript.id: self.transcript})
        for target in state.targets(self.transcript.id):
            for standing in state.standing(target):
                item = reader.item(standing)
                if isinstance(item, Coding):
                    yield target, item
        made = self.study.undecided(self.transcript)
        for coding in made.codings if made else ():
            yield coding.id, coding

    def _known(self, name: str) -> bool:
        return name in self.items or name in self.marked.written or bool(self.study.state.history(name))

    def _code_of(self, name: str) -> str:
        return self.items[name].code if name in self.items else ""

    # ------------------------------------------------------------ comments

    def work(self, *, accept_unchanged: bool) -> None:
        """Go through every comment, then through those that are gone."""
        self._note_edits()
        comments = self._understood()
        about: dict[str, list[_Comment]] = {}
        for comment in comments:
            if comment.said.target:
                about.setdefault(comment.said.target, []).append(comment)
        loose = [comment for comment in comments if not comment.said.target]
        for comment in loose:
            target = self._instead(comment, about)
            if target:
                about.setdefault(target, []).append(self._about(comment, target))
            else:
                self._new(comment)
        for target, said in about.items():
            self._old(target, said, accept_unchanged=accept_unchanged)
        self._missing(set(about))

    def _note_edits(self) -> None:
        if self.marked.tracked:
            self._note("holds tracked changes; they are not applied, as the words of a transcript stay.")
        if self.marked.sha and not self.transcript.sha.startswith(self.marked.sha):
            self._note(
                "was written before the transcript was replaced; what is new in it is found by its words."
            )
        for number in sorted(self.places.edited):
            what = "was changed" if number in self.marked.turns else "is missing"
            self._note(f"turn {number} {what} in the file; the transcript keeps its words.")

    def _note(self, message: str) -> None:
        self.result.notes.append(Problem(message, self.file, severity="warning"))

    def _understood(self) -> list[_Comment]:
        reading = Understanding(self.codebook, self.study.state.renamed(), self._code_of)
        named = {one.id: reading.target(one.text, self._known) for one in self.marked.remarks}
        found = []
        for remark in self.marked.remarks:
            target = named[remark.id] or named.get(remark.parent, "")
            said = reading.read(remark.text, target)
            found.append(_Comment(remark, replace(said, target=target), *self.places.range(remark)))
        return found

    def _instead(self, comment: _Comment, about: dict[str, list[_Comment]]) -> str:
        """The coding that a comment without an id is about: its own comment was written over or is beside."""
        if comment.words is None:
            return ""
        here = [name for name, words in self.ranges.items() if words == comment.words]
        gone = [name for name in here if name in self.marked.written and name not in about]
        if comment.said.verdict:
            beside = [name for name, said in about.items() if any(one.words == comment.words for one in said)]
            gone = gone or beside
        return gone[0] if len(gone) == 1 else ""

    def _about(self, comment: _Comment, target: str) -> _Comment:
        return replace(comment, said=replace(comment.said, target=target))

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
        if said.verdict == "reject":
            return item is None
        if said.verdict == "accept":
            return item is not None and item.status != "suggested"
        if said.problem:
            return False
        if said.code is None:
            return True  # a memo alone
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
            self._draft(item, comments[0], "accept", item, memo)
        elif item is not None and memo and memo not in self._memos(item):
            draft = Draft(ev.Memo, item.id, ev.Noted(text=memo))
            self._step("memo", item, memo)
            self.result.drafts.append(draft)
        else:
            self.result.unchanged += 1

    def _memos(self, item: Coding) -> set[str]:
        noted = [item.memo, *(memo.payload.text for memo in self.study.state.memos(item.id))]
        return {" ".join(memo.split()) for memo in noted}

    def _decide(self, item: Coding | None, comment: _Comment) -> None:
        said = comment.said
        target = said.target
        if said.problem:
            self._unplaced(comment, said.problem.message, said.problem.hint)
        elif item is None:
            self._question(comment, "It was rejected or taken out since this file was written.")
        elif self._contested(target):
            self._question(comment, "People decided this coding differently; it waits to be adjudicated.")
        elif target in self.stamps and self.stamps[target] != self._stamp(item):
            self._question(comment, "This coding was changed in the study since the file was written.")
        elif said.verdict:
            self._draft(item, comment, said.verdict, item, said.memo)
        elif comment.words is None:
            self._unplaced(comment, comment.why)
        elif said.code is not None:
            self._draft(item, comment, "amend", self._amended(item, said.code, comment), said.memo)

    def _contested(self, target: str) -> bool:
        state = self.study.state
        return state.verdict(target) is None and state.decided(target)

    def _amended(self, item: Coding, code: Code, comment: _Comment) -> Coding:
        words, said = comment.words, comment.said.valence
        valence = item.valence if said is None else said
        if code.kind != item.kind and (said is None or said == item.valence):
            allowed = self.codebook.valences.get(code.kind, ())
            valence = valence if said and said in allowed else code.expected
        if code.id != item.code:
            item = replace(item, code=code.id, kind=code.kind, level=code.level)
        if words is not None and words != self.ranges[item.id]:
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
            self._unplaced(
                comment, f"{what} needs the coding it is about.", "Answer its comment, or add its id."
            )
        elif comment.words is None:
            self._unplaced(comment, comment.why)
        else:
            self._make(comment, said.code, comment.words)

    def _make(self, comment: _Comment, code: Code, words: Span) -> None:
        span, said = self.words.span(words), comment.said
        valence = code.expected if said.valence is None else said.valence
        coding = Coding(
            "",
            self.transcript.id,
            span.start,
            span.end,
            code.kind,
            code.id,
            valence,
            self.study.coder,
            "manual",
            level=code.level,
            memo=said.memo,
        )
        if any(self._is_mine(item, coding) for item in self.items.values()):
            self.result.unchanged += 1
            return
        try:
            draft = self.deciding.make(coding, memo=said.memo, in_view=self.in_view)
        except StudyError as error:
            self._refused(comment, error)
            return
        self.result.drafts.append(draft)
        self._step("code", coding, said.memo)

    def _is_mine(self, item: Coding, coding: Coding) -> bool:
        mine = item.status != "suggested" and item.coder == self.study.coder
        return mine and self._stamp(item) == self._stamp(coding)

    def _draft(self, item: Coding, comment: _Comment, verdict: ev.Verdict, result: Coding, memo: str) -> None:
        try:
            draft = self.deciding.decide(
                item,
                verdict,
                result=result if verdict == "amend" else None,
                memo=memo,
                in_view=self.in_view,
            )
        except StudyError as error:
            self._refused(comment, error)
            return
        self.result.drafts.append(draft)
        self._step(verdict, result, memo)

    def _missing(self, seen: set[str]) -> None:
        """Comments that were deleted: a question, as a slip of the hand deletes them too."""
        for name in self.marked.written:
            item = self.items.get(name)
            if item is None or name in seen:
                continue
            message = f"{self._where(item.span)}: the comment {item.code} was deleted; nothing was taken out."
            hint = f"If it should go: realist-eval codings remove {name}"
            self.result.questions.append(Problem(message, self.file, severity="question", hint=hint))

    # ------------------------------------------------------------ what is told

    def _where(self, span: Span) -> str:
        return f"turn {self.transcript.turn_at(span.start).n}, {shown(self.transcript.quote(span))}"

    def _step(self, what: str, item: Coding, memo: str) -> None:
        turn = self.transcript.turn_at(item.start).n
        words = self.transcript.quote(item.span)
        self.result.steps.append(Step(what, turn, item.code, item.valence, words, memo))

    def _refused(self, comment: _Comment, error: StudyError) -> None:
        for problem in error.problems:
            self._unplaced(comment, problem.message, problem.hint)

    def _unplaced(self, comment: _Comment, why: str, hint: str = "") -> None:
        self.result.unplaced.append(Problem(self._told(comment, why), self.file, hint=hint))

    def _question(self, comment: _Comment, why: str) -> None:
        hint = f"Decide there: realist-eval codings amend {comment.said.target}"
        self.result.unplaced.append(Problem(self._told(comment, why), self.file, hint=hint))

    def _told(self, comment: _Comment, why: str) -> str:
        """Everything that the comment holds, so that nothing of it is lost."""
        remark = comment.remark
        turn = remark.start.turn if remark.start else BEFORE
        where = f"turn {turn}" if BEFORE < turn < AFTER else "outside the turns"
        quote = " ".join(self.marked.quote(remark).split())
        on = f", on “{quote}”" if quote else ""
        return f"{where}{on}: the comment “{' '.join(remark.text.split())}” was not taken over. {why}"
