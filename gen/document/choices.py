"""The options of a question as a sheet has them, with the ticks of a key; how they are paid, and what is the author's word."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from gen.algebra.printer import points_words
from gen.document.parts import ChoicePart, OptionPart
from gen.document.tree import Remark, Text
from gen.messages.errors import VerificationError
from gen.messages.sentences import Language
from gen.model.choice import Choice, ChoiceAnswer, Scoring, choice_of, letter, points_of_ticks, wants_reason
from gen.model.problem import Inline, Item, sentence_inline
from gen.model.solved import SolvedItem


def choice_part(item: Item, solved: SolvedItem | None, language: Language) -> ChoicePart | None:
    """What there is to choose in an item; on a sheet, which is not solved, nothing is ticked."""
    choice = choice_of(item)
    if choice is None:
        return None
    answers = solved.readings[0].derivation.answers if solved else ()
    answer = next((one for one in answers if isinstance(one, ChoiceAnswer)), None)
    if answer is None and any(piece.kind == "value" and piece.values is None for one in choice.options for piece in one.shown):
        raise VerificationError("a sheet has options whose numbers nobody has put in")
    shown = [option.shown for option in choice.options] if answer is None else [verdict.shown for verdict in answer.options]
    right = [None] * len(shown) if answer is None else [verdict.right for verdict in answer.options]
    rows = zip(map(letter, range(len(shown))), shown, right, [one.points for one in choice.options], strict=True)
    parts = tuple(OptionPart(name, text, _boxes(choice, tick), own) for name, text, tick, own in rows)
    told = choice_instruction(choice, points_of_ticks(item), language, wants_reason(item))
    return ChoicePart(choice.form == "statements", told, parts)


def _boxes(choice: Choice, right: bool | None) -> tuple[bool, ...]:
    """Whether each box of an option is ticked: `true` and `false` of a statement, or the one that an option has."""
    return (right is True, right is False) if choice.form == "statements" else (right is True,)


def choice_instruction(choice: Choice, points: Fraction, language: Language, reasoned: bool = False) -> Text:
    """What a student is told to do, with reasons if it is `reasoned`, and what boxes earn; nothing in it depends on what is right."""
    return _with_blanks([_task(choice, reasoned), *_paid(choice, points, language)])


def _with_blanks(sentences: Sequence[Inline]) -> Text:
    return tuple(piece for sentence in sentences for piece in (sentence, Inline("text", " ")))[:-1]


def _paid(choice: Choice, points: Fraction, language: Language) -> list[Inline]:
    """What boxes earn and cost."""
    scoring, each = choice.scoring, any(option.points is not None for option in choice.options)
    share = points if choice.form == "one" else points / len(choice.options)
    put = {"share": _points(share, language), "loss": _points(scoring.wrong or share, language)}
    return list(_pay(choice.form == "one", choice.form == "statements", scoring, each, put))


def _points(points: Fraction, language: Language) -> Inline:
    return Inline("text", points_words(points, language))


def _task(choice: Choice, reasoned: bool) -> Inline:
    match choice.form, reasoned:
        case "statements", True:
            return sentence_inline("Tick true or false for each, and give reasons.")
        case "statements", _:
            return sentence_inline("Tick true or false for each.")
        case "one", True:
            return sentence_inline("Tick one box, and give a reason.")
        case "one", _:
            return sentence_inline("Tick one box.")
        case _, True:
            return sentence_inline("Tick all that are right, and give reasons.")
        case _:
            return sentence_inline("Tick all that are right.")


def _pay(one: bool, statements: bool, scoring: Scoring, each: bool, put: dict[str, Inline]) -> Iterator[Inline]:
    """How boxes are paid. Where each option has points of its own they stand beside it."""
    match scoring.scheme:
        case "all or nothing" if not one:
            yield sentence_inline("There are points only if all are answered correctly.")
        case "half for one error":
            yield sentence_inline("One wrong answer leaves half of the points, several leave none.")
        case "per option":
            yield _earned(statements, each, put)
        case "right minus wrong":
            yield sentence_inline("A wrong tick costs {loss}.", loss=put["loss"]) if one else _earned(statements, each, put)
            if not one and scoring.wrong is None and each:
                yield sentence_inline("Each wrong answer costs as much.")
            elif not one:
                yield sentence_inline("Each wrong answer costs {loss}.", loss=put["loss"])
            if not scoring.below_zero:
                yield sentence_inline("The item has no less than 0 points.")
            elif not one:
                yield sentence_inline("The item may have less than 0 points.")


def _earned(statements: bool, each: bool, put: dict[str, Inline]) -> Inline:
    """What an option earns whose boxes are as they should be."""
    if each:
        return sentence_inline("Each correct answer earns the points beside it.")
    if statements:
        return sentence_inline("Each correct answer earns {share}.", share=put["share"])
    return sentence_inline("Each option that is correctly ticked or left open earns {share}.", share=put["share"])


def choice_remarks(item: Item, language: Language) -> Iterator[Remark]:
    """For graders: how boxes are paid, and which options are the author's word and not computed."""
    choice = choice_of(item)
    if choice is None:
        return
    if paid := _paid(choice, points_of_ticks(item), language):
        yield Remark((sentence_inline("Scoring"),), _with_blanks(paid))
    typed = [Inline("text", letter(i)) for i, option in enumerate(choice.options) if option.right.typed is not None]
    if typed and len(typed) == len(choice.options):
        yield Remark((sentence_inline("Note"),), (sentence_inline("What is right was typed by the author, not computed."),))
    elif typed:
        yield Remark((sentence_inline("Note"),), (sentence_inline("Typed by the author, not computed: {options}.", options=typed),))
