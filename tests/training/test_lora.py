"""Adapters of language models, trained by transformers and peft themselves on tiny random models."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")
transformers = pytest.importorskip("transformers", reason="needs the extra 'lora'")
peft = pytest.importorskip("peft", reason="needs the extra 'lora'")

from safetensors.torch import load_file  # noqa: E402
from tokenizers import Tokenizer, decoders, models, pre_tokenizers  # noqa: E402

from goalmouth.errors import EngineError, InputError  # noqa: E402
from goalmouth.labels import SOCCERNET_V2  # noqa: E402
from goalmouth.spotting.answers import events, written  # noqa: E402
from goalmouth.spotting.prompts import asked  # noqa: E402
from goalmouth.training import lora  # noqa: E402
from goalmouth.training.answering import answered  # noqa: E402
from goalmouth.training.excerpts import Excerpt, heard, seen  # noqa: E402
from goalmouth.training.recipes import train  # noqa: E402
from inputs import noise  # noqa: E402

SIGNS = ["<pad>", "<start>", "<end>", "<image>", "<fake_token_around_image>", "<global-img>"]
SAYS = (
    "{% for m in messages %}<start>{{ m['role'] }}\n"
    "{% if m['content'] is string %}{{ m['content'] }}{% else %}"
    "{% for p in m['content'] %}{% if p['type'] == 'image' %}<image>{% else %}{{ p['text'] }}{% endif %}"
    "{% endfor %}"
    "{% endif %}<end>\n{% endfor %}{% if add_generation_prompt %}<start>assistant\n{% endif %}"
)
SMALL = {
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 2,
    "max_position_embeddings": 4096,
    # What is random must say something, or nothing that is added to it can.
    "initializer_range": 0.5,
}
HEARD = """
network = "lora"
[model]
base = "{base}"
[lora]
rank = 4
alpha = 8
dropout = 0.1
parts = ["q_proj", "k_proj", "v_proj", "o_proj"]
[data]
kind = "heard"
empty = 0.5
aside = ["c"]
[train]
seed = 1
epochs = 3
batch = 2
accumulate = 2
length = 4096
rate = 5e-2
decay = 0.0
patience = 0
checkpointing = false
"""
SEEN = HEARD.replace('"heard"', '"seen"\nvideos = ["1.mp4"]').replace(
    "checkpointing = false", "checkpointing = true"
)


def tokenizer(**more: Any) -> Any:
    """Return one for which each byte is a token."""
    bytes_ = sorted(pre_tokenizers.ByteLevel.alphabet())
    own = Tokenizer(models.BPE(vocab={sign: number for number, sign in enumerate(bytes_)}, merges=[]))
    own.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    own.decoder = decoders.ByteLevel()
    more["additional_special_tokens"] = [SIGNS[1], *SIGNS[3:]]
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=own, pad_token=SIGNS[0], eos_token=SIGNS[2], **more
    )


@pytest.fixture(scope="module")
def hears(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a random model that reads, two layers deep."""
    folder, tokens = tmp_path_factory.mktemp("hears"), tokenizer(chat_template=SAYS)
    torch.manual_seed(0)
    form = transformers.Qwen2Config(**SMALL, vocab_size=len(tokens), pad_token_id=tokens.pad_token_id)
    transformers.Qwen2ForCausalLM(form).save_pretrained(folder)
    tokens.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def sees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a random model that sees and reads, of the family that the recipe names."""
    pytest.importorskip("PIL", reason="pictures need Pillow")
    folder, tokens = tmp_path_factory.mktemp("sees"), tokenizer()
    pad, image = tokens.pad_token_id, tokens.convert_tokens_to_ids("<image>")
    torch.manual_seed(0)
    reads = {"model_type": "llama", **SMALL, "vocab_size": len(tokens), "pad_token_id": pad}
    looks = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    looks |= {"image_size": 32, "patch_size": 8}
    form = transformers.Idefics3Config(
        text_config=reads, vision_config=looks, image_token_id=image, scale_factor=2, pad_token_id=pad
    )
    transformers.Idefics3ForConditionalGeneration(form).save_pretrained(folder)
    edge = {"longest_edge": 32}
    pictures = transformers.Idefics3ImageProcessor(size=edge, max_image_size=edge, do_image_splitting=False)
    own = transformers.Idefics3Processor(pictures, tokens, image_seq_len=4, chat_template=SAYS)
    own.save_pretrained(folder)
    return folder


def game(folder: Path, video: bool = False) -> Path:
    """Write a game in which every thing that happens is said, and much that does not."""
    rows, said = [], {}
    names = {"Goal": "It is in the net!", "Corner": "A corner, then.", "Offside": "The flag is up."}
    length = 50 if video else 130
    for number, second in enumerate(range(8, length, 13)):
        label, text = list(names.items())[number % 3]
        said[str(number)] = [second + 1.0, second + 3.0, text]
        rows.append(
            {
                "gameTime": f"1 - 0{second // 60}:{second % 60:02d}",
                "label": label,
                "position": f"{1000 * second}",
            }
        )
    said["last"] = [length + 45.0, length + 46.0, "A quiet spell, this."]
    (folder / "whisper_v2").mkdir(parents=True)
    (folder / "Labels-v2.json").write_text(json.dumps({"annotations": rows}))
    (folder / "whisper_v2" / "1_asr.json").write_text(json.dumps({"segments": said}))
    if video:
        noise(folder / "1.mp4", length, loud=False, still=True)
    return folder


def recipe(folder: Path, text: str, base: Path, video: bool = False) -> Path:
    """Write a recipe and its games."""
    for name in "abc":
        game(folder / "data" / name, video)
    path = folder / "tiny.toml"
    path.write_text(text.format(base=base.as_posix()))
    return path


def told(folder: Path) -> dict[str, Any]:
    own: dict[str, Any] = json.loads((folder / "goalmouth.json").read_text())
    return own


def test_a_model_learns_to_answer_in_form_and_its_adapter_is_read_by_peft(
    hears: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recipe(tmp_path, HEARD, hears)
    monkeypatch.setattr(lora, "ANSWER", 8)
    out = train(path, tmp_path / "adapter", tmp_path / "data", tmp_path / "data" / "c")
    before, after = (told(out)[name]["loss"] for name in ("untrained", "kept aside"))
    assert after < 0.9 * before
    # What it says in eight tokens can be nothing.
    assert told(out)["test"]["loss"] == pytest.approx(after)
    assert told(out)["test"]["usable"] == told(out)["test"]["f1_micro"] == 0
    own = load_file(out / "adapter_model.safetensors")
    # Four matrices in two layers, two parts each.
    assert len(own) == 16 and all("_proj.lora_" in name for name in own)
    base = transformers.AutoModelForCausalLM.from_pretrained(hears)
    again = peft.PeftModel.from_pretrained(base, out).eval()
    tokens = transformers.AutoTokenizer.from_pretrained(hears)
    losses = [
        float(again(**lora.encoded(tokens, each.messages(), each.answer(), 4096)).loss)
        for each in heard(tmp_path / "data" / "c")
    ]
    assert sum(losses) / len(losses) == pytest.approx(after, rel=1e-4)
    assert {file.name for file in out.iterdir()} == {
        "adapter_config.json",
        "adapter_model.safetensors",
        "goalmouth.json",
    }


def test_who_was_stopped_comes_to_the_same_end(
    hears: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recipe(tmp_path, HEARD, hears)
    whole = train(path, tmp_path / "whole", tmp_path / "data")
    fit = lora.fit

    def stopped(*given: Any, **named: Any) -> None:
        model, batches, *rest = given

        def until(epoch: int) -> Any:
            if epoch == 2:
                raise KeyboardInterrupt
            return batches(epoch)

        fit(model, until, *rest, **named)

    monkeypatch.setattr(lora, "fit", stopped)
    with pytest.raises(KeyboardInterrupt):
        train(path, tmp_path / "parts", tmp_path / "data")
    monkeypatch.undo()
    # What is kept is the adapter's alone.
    assert (tmp_path / "parts.kept").stat().st_size < 200_000
    parts = train(path, tmp_path / "parts", tmp_path / "data")
    one, two = (load_file(folder / "adapter_model.safetensors") for folder in (whole, parts))
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_a_model_that_sees_learns_and_only_what_reads_is_adapted(sees: Path, tmp_path: Path) -> None:
    text = SEEN.replace('["q_proj", "k_proj", "v_proj", "o_proj"]', r"'.*text_model.*\.[qkvo]_proj'")
    path = recipe(tmp_path, text, sees, video=True)
    out = train(path, tmp_path / "adapter", tmp_path / "data")
    before, after = (told(out)[name]["loss"] for name in ("untrained", "kept aside"))
    assert after < 0.9 * before
    own = load_file(out / "adapter_model.safetensors")
    assert len(own) == 16 and not any("vision" in name for name in own)
    assert len(list((tmp_path / "stills").glob("*.zip"))) == 3


def test_an_answer_alone_is_learnt_and_pictures_stay_as_they_are(sees: Path, tmp_path: Path) -> None:
    (first, *_) = seen(game(tmp_path / "a", video=True), ["1.mp4"], tmp_path / "stills")
    processor = transformers.AutoProcessor.from_pretrained(sees)
    own = lora.encoded(processor, first.messages(), first.answer(), 8192)
    learnt = own["labels"][0] != lora.UNSAID
    text = processor.tokenizer.decode(own["labels"][0][learnt])
    assert text == first.answer() + "<end>"
    # All of them at the end, each at the place of its token.
    assert learnt.tolist() == sorted(learnt.tolist())
    assert torch.equal(own["input_ids"][0][learnt], own["labels"][0][learnt])
    assert own["attention_mask"].shape == own["input_ids"].shape and bool(own["attention_mask"].all())
    assert own["pixel_values"].shape[1] == 10
    whole = processor.tokenizer.decode(own["input_ids"][0])
    assert "It is in the net!" in whole and whole.count("<image>") == 10 * 4
    with pytest.raises(EngineError, match="Raise length"):
        lora.encoded(processor, first.messages(), first.answer(), 100)


def test_excerpts_are_asked_about_as_spotters_ask_and_tell_what_happened(tmp_path: Path) -> None:
    folder = game(tmp_path / "a", video=True)
    for excerpts, spans in ((heard(folder), False), (seen(folder, ["1.mp4"], tmp_path / "stills"), True)):
        moments = set()
        for each in excerpts:
            found = events(each.answer(), each.chunk.length, SOCCERNET_V2, spans=spans)
            moments |= {(round(each.chunk.start + own.middle, 1), own.label) for own in found}
        assert moments == {
            (8, "Goal"), (21, "Corner"), (34, "Offside"), (47, "Goal"),
        }  # fmt: skip
    assert excerpts[0].messages()[0]["content"][0]["text"].startswith("You label")
    assert heard(folder)[0].messages() == asked(heard(folder)[0].chunk)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('kind = "heard"', 'kind = "smelt"', "heard and seen"),
        ('["q_proj", "k_proj", "v_proj", "o_proj"]', '["none"]', "names no parts"),
        ("batch = 2", "batch = 200", "excerpts to learn from"),
        ('base = "', 'base = "/nowhere', "cannot be loaded"),
        ("length = 4096", "length = 40", "Raise length"),
    ],
)
def test_what_cannot_be_is_told(hears: Path, tmp_path: Path, old: str, new: str, why: str) -> None:
    path = recipe(tmp_path, HEARD.replace(old, new), hears)
    with pytest.raises((InputError, EngineError), match=why):
        train(path, tmp_path / "adapter", tmp_path / "data")


def test_answers_are_counted_as_they_are_meant(tmp_path: Path) -> None:
    excerpts = heard(game(tmp_path / "a"))
    full = [each for each in excerpts if each.found]
    assert len(full) >= 3
    best = answered(excerpts, lambda each: each.answer())
    assert best["f1_micro"] == best["f1_macro"] == best["usable"] == 1
    # What lies three seconds off is still mostly there, what lies six off is not.
    for late, right in ((3.0, 1.0), (6.0, 0.0)):

        def off(each: Excerpt, late: float = late) -> str:
            return written([replace(e, start=e.start + late, end=e.end + late) for e in each.found])

        inside = [each for each in full if each.found[-1].end + late <= each.chunk.length]
        assert inside and answered(inside, off)["f1_micro"] == right
    half = answered(full, lambda each: each.answer() if each is full[0] else "A goal!")
    assert half["usable"] == pytest.approx(1 / len(full)) and half["precision_micro"] == 1
    assert 0 < half["recall_micro"] < 1


@pytest.mark.parametrize("name", ["llm_lora", "vlm_lora"])
def test_the_recipes_we_ship_are_whole(name: str, hears: Path, sees: Path, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "recipes" / f"{name}.toml"
    video = name == "vlm_lora"
    for game_ in "ab":
        game(tmp_path / "data" / game_, video)
    own = ["train.epochs=1", "train.accumulate=1", *(['data.videos=["1.mp4"]'] if video else [])]
    out = train(shipped, tmp_path / name, tmp_path / "data", None, sees if video else hears, own)
    assert (out / "adapter_model.safetensors").exists()
