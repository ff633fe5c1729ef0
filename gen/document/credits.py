"""Points where they are earned, in words of the page's language."""

from gen.document.tree import Credit
from gen.messages.sentences import Language, translate


def credit_words(credit: Credit, points: str, language: Language) -> str:
    r"""What a credit says with its points as the writer has them: `2\,p for all`. Spaces that do not break are those of LaTeX."""
    if credit.together:
        said = translate(r"{points}\,p for all", language, points=points)
    elif credit.many:
        said = translate(r"{points}\,p for all {number}", language, points=points, number=str(credit.many))
    else:
        said = translate(r"{points}\,p", language, points=points)
    return translate(r"for {question}:\ {points}", language, question=credit.question, points=said) if credit.question else said
