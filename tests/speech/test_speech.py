import subprocess
import sys

import numpy as np
import pytest

from goalmouth.errors import EngineError, MissingEngine, UnknownName
from goalmouth.media.filters import resampled
from goalmouth.narration.timing import Span, plan
from goalmouth.speech import VOICES, available, load_voice
from goalmouth.speech.espeak import Espeak
from goalmouth.speech.narrator import Narrator
from goalmouth.speech.spoken import spoken
from goalmouth.speech.stretch import stretch
from goalmouth.types import Draft, Speech

READY = [name for name, remedy in available().items() if remedy is None]
TEXT = "It is a goal for Étoile, and the score is now 1-0."


class Hum:
    """A voice in one class: hums for as long as the text has letters."""

    rate = 8000

    @classmethod
    def missing(cls):
        return None

    def speak(self, text):
        time = np.arange(int(self.rate * 0.05 * len(text))) / self.rate
        tone = 0.3 * np.sin(2 * np.pi * 440 * time)
        return Speech(np.pad(tone, 4000).astype(np.float32), self.rate)


class Absent(Hum):
    @classmethod
    def missing(cls):
        return "Install it with: apt-get install absent"


def pitch(speech):
    spectrum = np.abs(np.fft.rfft(speech.samples * np.hanning(len(speech.samples))))
    return np.argmax(spectrum) * speech.sample_rate / len(speech.samples)


@pytest.mark.parametrize("name", [n for n in VOICES.rows if n in ("flite", "festival", "espeak")])
def test_an_installed_voice_speaks(name):
    if name not in READY:
        pytest.skip(f"{name}: {available()[name]}")
    narrator = Narrator(load_voice(name))
    speech = narrator.say(TEXT)
    assert 1.5 < speech.duration < 8
    assert narrator.say(TEXT, 1.15).duration == pytest.approx(speech.duration / 1.15, abs=0.001)


@pytest.mark.parametrize("name", sorted(READY))
def test_the_same_text_sounds_the_same_every_time(name):
    first, second = (load_voice(name).speak("A goal!").samples for _ in range(2))
    assert np.array_equal(first, second)


def test_a_new_voice_takes_one_class_and_one_row(monkeypatch):
    monkeypatch.setitem(VOICES.rows, "hum", f"{__name__}:Hum")
    monkeypatch.setitem(sys.modules, __name__, sys.modules[Hum.__module__])
    narrator = Narrator(load_voice("hum"))
    assert available()["hum"] is None
    (line,) = plan([Span(0, 0, 9)], [[Draft("call", ("A goal for them all!",), ())]], narrator.duration)
    assert line.end - line.start == narrator.say(line.text, line.rate).duration


def test_a_voice_of_another_package_is_found_by_its_entry_point(tmp_path):
    info = tmp_path / "other-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[goalmouth.voices]\nbeep = other_voice:Beep\n")
    (tmp_path / "other_voice.py").write_text(
        "class Beep:\n    @classmethod\n    def missing(cls):\n        return None\n"
        "    def speak(self, text):\n        return text\n"
    )
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from goalmouth.speech import load_voice; "
    code += "print(load_voice('beep').speak('hello'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "hello\n"


def test_an_absent_voice_names_its_remedy(monkeypatch):
    monkeypatch.setattr(VOICES, "rows", {"absent": f"{Absent.__module__}:Absent"})
    with pytest.raises(MissingEngine, match="apt-get install absent"):
        load_voice("absent")
    with pytest.raises(MissingEngine, match="Install one"):
        load_voice("auto")
    with pytest.raises(UnknownName, match="absent"):
        load_voice("nobody")


def test_programs_that_are_not_on_the_path_are_missing(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert "apt-get install flite" in (available()["flite"] or "")
    assert "apt-get install festival" in (available()["festival"] or "")


@pytest.mark.skipif("espeak" not in READY, reason="needs the extra 'voice'")
def test_espeaks_library_stays_out_of_this_process():
    code = "from goalmouth.speech import load_voice; load_voice('espeak').speak('hello'); "
    code += "print('espeak' in open('/proc/self/maps').read())"
    if not sys.platform.startswith("linux"):
        pytest.skip("needs /proc")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.skipif("espeak" not in READY, reason="needs the extra 'voice'")
def test_a_child_that_fails_is_an_engine_error():
    with pytest.raises(EngineError, match="no voice 'nonsense'"):
        Espeak("nonsense").speak("hello")


def test_a_silent_voice_is_an_engine_error():
    class Silent(Hum):
        def speak(self, text):
            return Speech(np.zeros(8000, np.float32), 8000)

    with pytest.raises(EngineError, match="no sound"):
        Narrator(Silent()).duration("hello")


def test_each_text_is_spoken_once_trimmed_and_levelled():
    calls = []

    class Counting(Hum):
        def speak(self, text):
            calls.append(text)
            return super().speak(text)

    narrator = Narrator(Counting())
    durations = [narrator.duration("hello there", rate) for rate in (1.0, 1.05, 1.15)]
    said = [narrator.say("hello there", rate) for rate in (1.0, 1.05, 1.15)]
    assert [speech.duration for speech in said] == durations
    assert calls == ["hello there"]
    assert durations[0] == pytest.approx(0.55, abs=0.06)
    assert np.sqrt(np.mean(said[0].samples ** 2)) == pytest.approx(0.1, abs=0.01)


@pytest.mark.parametrize("rate", [1.05, 1.15, 0.9])
def test_stretching_keeps_the_pitch(rate):
    speech = Hum().speak("a sentence long enough")
    faster = stretch(speech, rate)
    assert faster.duration == pytest.approx(speech.duration / rate, abs=1e-4)
    assert pitch(faster) == pytest.approx(440, rel=0.01)


def test_resampling_keeps_pitch_and_duration():
    speech = Hum().speak("a sentence long enough")
    other = Speech(resampled(speech.samples, speech.sample_rate, 44100), 44100)
    assert other.duration == pytest.approx(speech.duration, abs=1e-3)
    assert pitch(other) == pytest.approx(440, rel=0.01)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It is 1-0.", "It is one nil."),
        ("2-2, 0-0, 3–1", "two all, nil nil, three one"),
        ("the 23rd minute", "the twenty third minute"),
        ("23'", "twenty third minute"),
        ("45+2", "forty five plus two"),
        ("FRQ score", "F R Q score"),
        ("REAL MADRID lead MAN UTD", "Real Madrid lead Man United"),
        ("half-time", "half time"),
        ("Chelsea at 3", "Chelsea at three"),
    ],
)
def test_what_is_printed_is_said_in_words(text, said):
    assert spoken(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1-0", "un à zéro"),
        ("2-2", "deux partout"),
        ("à la 23e minute", "à la vingt-troisième minute"),
        ("à la 1re minute", "à la première minute"),
        ("après 81 minutes", "après quatre-vingt-un minutes"),
        ("Coup franc d'INT", "Coup franc d'I N T"),
    ],
)
def test_what_is_printed_is_said_in_french_words(text, said):
    assert spoken(text, "fr") == said


def test_auto_takes_a_voice_that_speaks_the_language(monkeypatch):
    monkeypatch.setitem(VOICES.rows, "espeak", "goalmouth.speech.espeak:Espeak")
    if available()["espeak"] is None:
        voice = load_voice("auto", "fr")
        assert voice.voice.startswith("fr")
        assert Narrator(voice, "fr").duration("But pour INT, 1-0 !") > 0.5
    with pytest.raises(MissingEngine, match="voice"):
        load_voice("auto", "xx")


def test_a_voice_asked_for_in_a_language_it_does_not_speak_names_those_that_do(monkeypatch):
    monkeypatch.setattr("goalmouth.speech.espeak.find_spec", lambda name: True)
    monkeypatch.setitem(VOICES.rows, "hum", f"{__name__}:Hum")
    with pytest.raises(UnknownName, match="espeak"):
        load_voice("hum", "fr")


@pytest.mark.skipif(not READY, reason="no voice is installed here")
def test_a_recogniser_hears_the_words():
    pocketsphinx = pytest.importorskip("pocketsphinx", reason="needs the extra 'dev'")
    said = Narrator(load_voice()).say("The ball is in the net, and the score is one nil.")
    samples = resampled(said.samples, said.sample_rate, 16000)
    decoder = pocketsphinx.Decoder(samprate=16000, loglevel="FATAL")
    decoder.start_utt()
    decoder.process_raw((np.pad(samples, 3000) * 32767).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    heard = decoder.hyp().hypstr.split()
    assert len({"the", "ball", "is", "in", "net", "and", "score", "one"} & set(heard)) >= 4
