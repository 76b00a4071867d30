"""Fine-tunes language models on excerpts of matches by low-rank adapters (Hu et al. 2021, "LoRA").

Through transformers and peft. A model gets the questions that the spotters ask, and learns the answers alone.
"""

import math
import shutil
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from goalmouth.errors import EngineError, InputError, MissingEngine
from goalmouth.files import make_folder, replacing, scratch, write_json
from goalmouth.spotting.prompts import Messages
from goalmouth.training.ahead import ahead
from goalmouth.training.answering import answered
from goalmouth.training.excerpts import LABELS, Excerpt, heard, seen
from goalmouth.training.loop import Plan, fit, held
from goalmouth.training.recipes import Job, folders
from goalmouth.training.told import figures, say

UNSAID = -100
"""What stands for tokens of which nothing is learnt, as transformers has it."""

ANSWER = 1024
"""Tokens of an answer, at most."""

Example = dict[str, Tensor]
"""What a model gets at once: ``input_ids`` and ``labels`` (1, tokens), and pictures in its own form."""


class Adapter(nn.Module):
    """The weights of a model's adapter, as a network of their own: nothing else is trained or kept."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        # In a tuple, where torch does not find it.
        self._model = (model,)
        own = {name.replace(".", "/"): each for name, each in model.named_parameters() if each.requires_grad}
        self.own = nn.ParameterDict(own)

    @property
    def model(self) -> Any:
        """The model with its adapter."""
        return self._model[0]

    def train(self, mode: bool = True) -> "Adapter":
        """Have the model drop out, or not."""
        super().train(mode)
        self.model.train(mode)
        return self

    def loss(self, batch: Sequence[Example]) -> Tensor:
        """Return the mean loss of examples, each over the tokens of its answer."""
        place = next(self.parameters()).device
        told = [self.model(**{name: each.to(place) for name, each in own.items()}).loss for own in batch]
        return torch.stack(told).mean()


class Learner:
    """What a recipe says of a model, and the model."""

    def __init__(self, job: Job) -> None:
        self.job, self.sees = job, job.recipe["data"]["kind"] == "seen"
        if job.recipe["data"]["kind"] not in ("heard", "seen"):
            raise InputError(job.path, "has another kind in [data] than heard and seen", "Give one of them")
        self.base = str(job.start or job.recipe["model"]["base"])
        self.longest = int(job.recipe["train"]["length"])
        self.adapter, self.processor = self._made()

    def _made(self) -> tuple[Adapter, Any]:
        """Return a model with a new adapter, and what makes tokens and pictures for it."""
        try:
            import peft
            import transformers
        except ImportError as error:
            remedy = "Install them with: pip install 'goalmouth[lora]'"
            raise MissingEngine("libraries", "transformers and peft", remedy) from error
        said, train = self.job.recipe["lora"], self.job.recipe["train"]
        graphics = torch.cuda.is_available()
        kind = transformers.AutoModelForImageTextToText if self.sees else transformers.AutoModelForCausalLM
        make = transformers.AutoProcessor if self.sees else transformers.AutoTokenizer
        try:
            model = kind.from_pretrained(self.base, dtype=torch.bfloat16 if graphics else torch.float32)
            processor = make.from_pretrained(self.base)
        # Whatever their many parts raise: the name is wrong, it is not there, or something is not installed.
        except Exception as error:
            problem = f"training: the model {self.base!r} cannot be loaded ({error})"
            raise EngineError(f"{problem}. Give its name on the Hugging Face hub, or its folder") from error
        torch.manual_seed(train["seed"])
        parts = said["parts"]
        form = peft.LoraConfig(
            r=said["rank"],
            lora_alpha=said["alpha"],
            lora_dropout=said["dropout"],
            target_modules=parts if isinstance(parts, str) else list(parts),
            task_type=None if self.sees else "CAUSAL_LM",
        )
        try:
            tuned = peft.get_peft_model(model, form)
        except ValueError as error:
            raise InputError(
                self.job.path, f"names no parts of {self.base} ({error})", "Mend [lora]"
            ) from error
        if train["checkpointing"]:
            tuned.gradient_checkpointing_enable()
            tuned.enable_input_require_grads()
        return Adapter(tuned.to("cuda" if graphics else "cpu")), processor

    def read(self, folder: Path) -> list[Excerpt]:
        """Return a game's excerpts."""
        if not self.sees:
            return heard(folder)
        return seen(folder, self.job.recipe["data"]["videos"], self.job.out.parent / "stills")

    def example(self, excerpt: Excerpt) -> Example:
        """Return an excerpt as the model gets it; see ``encoded``."""
        return encoded(self.processor, excerpt.messages(), excerpt.answer(), self.longest)

    @torch.no_grad()
    def loss(self, excerpts: Sequence[Excerpt]) -> float:
        """Return the mean loss of excerpts; NaN without any."""
        self.adapter.eval()
        told = [float(self.adapter.loss([self.example(each)])) for each in excerpts]
        return sum(told) / len(told) if told else math.nan

    @torch.no_grad()
    def answer(self, excerpt: Excerpt) -> str:
        """Return what the model says of an excerpt, the likeliest word after the likeliest."""
        self.adapter.eval()
        given = question(self.processor, excerpt.messages()).to(self.adapter.model.device)
        tokens = getattr(self.processor, "tokenizer", self.processor)
        said = self.adapter.model.generate(
            **given, max_new_tokens=ANSWER, do_sample=False, pad_token_id=tokens.pad_token_id
        )
        text: str = tokens.decode(said[0, given["input_ids"].shape[1] :], skip_special_tokens=True)
        return text

    def save(self, folder: Path, told: Mapping[str, Any]) -> None:
        """Write the adapter as peft and servers read it, and what is told of it."""
        make_folder(folder)
        with scratch("lora") as place:
            self.adapter.model.save_pretrained(place)
            # The card that peft adds says nothing.
            for file in (*place.glob("*.safetensors"), *place.glob("*.json")):
                with replacing(folder / file.name) as beside:
                    shutil.copyfile(file, beside)
        write_json(folder / "goalmouth.json", told)


def question(processor: Any, messages: Messages) -> Any:
    """Return messages as a model gets them that is to answer: see ``encoded``. Raises ``EngineError``."""
    wanted = {"add_generation_prompt": True, "tokenize": True, "return_dict": True, "return_tensors": "pt"}
    try:
        return processor.apply_chat_template(_shown(messages), **wanted)
    except ValueError as error:
        raise EngineError(
            f"training: the model was not taught to be asked ({error}). Give one that follows instructions"
        ) from error


def encoded(processor: Any, messages: Messages, answer: str, longest: int) -> Example:
    """Return messages and their answer as a model gets them, of which it learns the answer and its end.

    processor : a tokenizer, or what makes tokens and pictures; longest : tokens. Raises ``EngineError`` for
    more of them.
    """
    tokens, given = getattr(processor, "tokenizer", processor), question(processor, messages)
    asked = given["input_ids"]
    said = tokens(answer + tokens.eos_token, add_special_tokens=False, return_tensors="pt")["input_ids"]
    count = asked.shape[1] + said.shape[1]
    if count > longest:
        raise EngineError(f"training: an excerpt has {count} tokens. Raise length in [train] from {longest}")
    # What goes with each token of the question goes on over the answer; pictures have shapes of their own.
    alike = {name: each for name, each in given.items() if each.shape == asked.shape and name != "input_ids"}
    longer = {
        name: torch.cat([each, each.new_full(said.shape, _usual(name))], 1) for name, each in alike.items()
    }
    unsaid = torch.full_like(asked, UNSAID)
    both = {"input_ids": torch.cat([asked, said], 1), "labels": torch.cat([unsaid, said], 1)}
    return {**given, **longer, **both}


def _usual(name: str) -> int:
    """Return what a token of an answer has: it is looked at, and is of no picture."""
    return 1 if name == "attention_mask" else 0


def _shown(messages: Messages) -> Messages:
    """Return messages with pictures as transformers takes them."""
    from PIL import Image

    def part(own: Mapping[str, Any]) -> Mapping[str, Any]:
        if own["type"] != "image_url":
            return own
        data = b64decode(own["image_url"]["url"].partition(",")[2])
        return {"type": "image", "image": Image.open(BytesIO(data)).convert("RGB")}

    return [
        turn if isinstance(turn["content"], str) else {**turn, "content": [*map(part, turn["content"])]}
        for turn in messages
    ]


def drawn(learner: Learner, excerpts: Sequence[Excerpt], plan: Plan, batch: int, empty: float) -> Any:
    """Return what yields an epoch's batches, by its number; empty : share of excerpts without an event."""

    def order(epoch: int) -> list[Excerpt]:
        rng = np.random.default_rng([plan.seed, epoch])
        full = [each for each in excerpts if each.found]
        none = [each for each in excerpts if not each.found]
        some = rng.choice(len(none), round(empty * len(none)), replace=False) if none else ()
        own = [*full, *(none[number] for number in some)]
        return [own[number] for number in rng.permutation(len(own))]

    def batches(epoch: int) -> Iterator[list[Example]]:
        own = order(epoch)
        groups = (own[first : first + batch] for first in range(0, plan.steps * batch, batch))
        return ahead([learner.example(each) for each in group] for group in groups)

    return batches


def run(job: Job) -> Path:
    """Do what a recipe says, and return the folder of the adapter."""
    out = job.out.with_suffix("") if job.out.suffix == ".onnx" else job.out
    said, learner = job.recipe["train"], Learner(job)
    learnt, aside = ([learner.read(folder) for folder in own] for own in job.matches(LABELS))
    excerpts, kept = ([each for game in games for each in game] for games in (learnt, aside))
    batch, empty = int(said["batch"]), float(job.recipe["data"]["empty"])
    full = sum(bool(each.found) for each in excerpts)
    count = full + round(empty * (len(excerpts) - full))
    if count < batch:
        problem = f"has {count} excerpts to learn from, and a batch has {batch}"
        raise InputError(job.needed("data"), problem, "Name another folder with --data")
    own = {name: said[name] for name in ("seed", "epochs", "rate", "decay", "accumulate", "patience")}
    plan = Plan(steps=count // batch, **own)
    say(f"{count} excerpts of {len(learnt)} matches; {len(learner.adapter.own)} matrices to train")
    before = learner.loss(kept)
    made = {
        "network": "lora",
        "recipe": job.path.name,
        "base": learner.base,
        "lora": dict(job.recipe["lora"]),
    }
    batches = drawn(learner, excerpts, plan, batch, empty)
    check = (lambda: -learner.loss(kept)) if kept else None
    fit(learner.adapter, batches, learner.adapter.loss, plan, job.kept, made, check=check)
    after = {"loss": learner.loss(kept)}
    if kept:
        figures("untrained", {"loss": before})
        figures("kept aside", after)
    told = {**job.told, "base": learner.base, "seconds": round(held(job.kept)["seconds"], 1)}
    told |= {"untrained": {"loss": before}, "kept aside": after} if kept else {}
    if job.test:
        tested = [each for folder in folders(job.test, LABELS) for each in learner.read(folder)]
        told["test"] = {"loss": learner.loss(tested), **answered(tested, learner.answer)}
        figures("test", told["test"])
    learner.save(out, told)
    return out
