"""What a person has at hand: a table of ``time,label``, with more columns where there is more to say."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from goalmouth.datasets.records import Dataset, Game, Lost, Row, whole
from goalmouth.datasets.store import MEND, Options, Sink, Store
from goalmouth.errors import InputError

COLUMNS = ("game", "half", "time", "label", "end", "team", "visible", "confidence", "text")
TRUE, FALSE = ("yes", "true", "1", "visible"), ("no", "false", "0", "not shown")


class Csv:
    """A comma-separated file: times in seconds, or as ``12:34.5``."""

    def finds(self, store: Store) -> list[str]:
        """Return the files of this kind."""
        return [name for name in store.names if name.lower().endswith(".csv")]

    def read(self, store: Store) -> Dataset:
        """Read every table. Raises ``InputError``."""
        found: dict[str, list[Row]] = {}
        for name in self.finds(store) or store.names[:1]:
            where = store.where(name)
            try:
                table = list(lines(store.text(name)))
            except ValueError as error:
                raise InputError(where, f"is no table ({error})", MEND) from error
            for line, raw in table:
                try:
                    game, row = _row(raw)
                except KeyError as error:
                    raise InputError(where, f"line {line}: there is no {error}", MEND) from error
                except (ValueError, ZeroDivisionError) as error:
                    raise InputError(where, f"line {line}: {error}", MEND) from error
                found.setdefault(game or name.rpartition("/")[0], []).append(row)
        return Dataset(tuple(Game(game, tuple(rows)) for game, rows in found.items()))

    def write(self, dataset: Dataset, sink: Sink, lost: Lost, options: Options) -> None:
        """Write one table."""
        rows = [_cells(game.name, row) for game in dataset.games for row in game.rows]
        used = {name for row in rows for name, value in row.items() if value != ""}
        if all(row["half"] == 1 for row in rows):
            used.discard("half")
        others = dict.fromkeys(name for row in rows for name in row if name not in COLUMNS)
        names = [name for name in (*COLUMNS, *others) if name in {*used, "time", "label"}]
        text = io.StringIO()
        table = csv.DictWriter(text, names, extrasaction="ignore", lineterminator="\n", restval="")
        table.writeheader()
        table.writerows(rows)
        for game in dataset.games:
            lost.game(game)
            if not game.rows:
                lost.note("games without an event")
            if game.rates or game.frames or game.split:
                lost.note("the videos' pictures a second, lengths and splits")
        sink.write("events.csv", text.getvalue().encode())


def lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each line's number and its cells by name; a table without a head is ``time,label``.

    Lines end in any system's way. Raises ``ValueError`` for what is no table.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    table = csv.reader(io.StringIO(text), delimiter=mark)
    names: Sequence[str] = ()
    for cells in _checked(table):
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names = [cell.strip() for cell in cells]
            if len(names) != 2 or not names[0][:1].isdigit():
                continue
            names = ("time", "label")
        own = zip(names, (cell.strip() for cell in cells), strict=False)
        yield table.line_num, {name: cell for name, cell in own if cell}


def _checked(table: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from table
    except csv.Error as error:
        raise ValueError(str(error)) from error


def _row(raw: dict[str, str]) -> tuple[str, Row]:
    said = dict(raw)
    game, half = said.pop("game", ""), int(said.pop("half", "1"))
    shown = said.pop("visible", "").lower()
    if shown not in (*TRUE, *FALSE, ""):
        raise ValueError(f"visible {shown!r}: write yes or no")
    end, score = said.pop("end", None), said.pop("confidence", None)
    row = Row(
        milliseconds(said.pop("time")),
        said.pop("label", ""),
        half,
        None if end is None else milliseconds(end),
        said.pop("team", None),
        shown in TRUE if shown else None,
        None if score is None else float(score),
        said.pop("text", None),
        {name: _value(value) for name, value in said.items()},
    )
    return game, row


def milliseconds(text: str) -> float:
    """Return the milliseconds of ``83.5``, ``1:23.5`` or ``0:01:23.5``; raise ``ValueError`` else."""
    total = Fraction(0)
    try:
        for part in text.replace(",", ".").split(":"):
            total = 60 * total + Fraction(part)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"time {text!r} is neither seconds nor minutes:seconds") from None
    return float(1000 * total)


def _value(text: str) -> Any:
    """Return what stands in a column that means nothing here."""
    try:
        return json.loads(text) if text[:1] in '[{"' else text
    except ValueError:
        return text


def _cells(game: str, row: Row) -> dict[str, Any]:
    cells: dict[str, Any] = {
        "game": game,
        "half": row.half,
        "time": whole(round(row.position / 1000, 6)),
        "label": row.label,
        "end": "" if row.end is None else whole(round(row.end / 1000, 6)),
        "team": row.team or "",
        "visible": "" if row.shown is None else "yes" if row.shown else "no",
        "confidence": "" if row.score is None else row.score,
        "text": row.text or "",
    }
    return cells | {name: _cell(value) for name, value in row.more.items() if name not in COLUMNS}


def _cell(value: Any) -> str:
    """Return a value as ``_value`` reads it back: text as it is, all else as JSON."""
    if isinstance(value, str) and _value(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


CSV = Csv()
