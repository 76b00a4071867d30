"""Films of a match whose truth is known, in every language of the booth, judged in every way there is."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from goalmouth.benchmarks import films, gate, truth
from goalmouth.benchmarks.common import Bar, Row, goalmouth, load, say
from goalmouth.benchmarks.events import truth_of
from goalmouth.narration.booth import languages


@dataclass
class Made:
    """What all films come to: checked one by one, by the gate, and by the truth alone."""

    checked: list[Row] = field(default_factory=list)
    gated: list[Row] = field(default_factory=list)
    told: list[Row] = field(default_factory=list)

    def judge(self, folder: Path, video: Path) -> list[tuple[str, str]]:
        """Judge the English film in ``folder/run`` and those that are made of it; return wrong cases.

        The truth is in ``folder/match``. What was watched for one film is not watched again.
        """
        wrong, recogniser = [], films.Recogniser()
        for language in languages():
            out = folder / ("run" if language == "en" else f"run-{language}")
            if language != "en":
                say(f"highlights {video} --language {language}")
                shutil.rmtree(out, ignore_errors=True)
                shutil.copytree(folder / "run", out)
                goalmouth("highlights", video, "-o", out, "--language", language)
            judged = self._judge(folder, out, language, recogniser)
            wrong += [(f"{language} {kind}", words) for kind, words in judged]
        return wrong

    def _judge(
        self, folder: Path, out: Path, language: str, recogniser: films.Recogniser
    ) -> list[tuple[str, str]]:
        match, name = truth_of(folder / "match"), folder.name
        row, wrong = films.examine(out, name, recogniser)
        gated, refused = gate.examine(match, films.facts_of_run(out), gate.tales_of_others(), language)
        times = [clip["moment"]["time"] for clip in load(out / "clips.json")]
        told, false = truth.judge(load(out / "lines.json"), times, match, language)
        self.checked.append(row)
        self.gated.append(gated)
        self.told.append(told)
        return [*wrong, *refused, *false]

    def bars(self) -> Sequence[Bar]:
        """Return what all films together must be; nothing where none was made."""
        if not self.checked:
            return ()
        return *films.bars_of(self.checked), *gate.bars_of(self.gated), *truth.bars_of(self.told)
