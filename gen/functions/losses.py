"""Losses of vectors and measures of distributions: one table entry each. All give a number; logarithms are natural.

Their values and shapes are in `loss_values`, their slopes in `loss_slopes`. Over the rows of a batch they are taken by an axis.
"""

from gen.algebra.expr import UNIT, Add, Call, Div
from gen.functions import array_values as values
from gen.functions import loss_slopes as slopes
from gen.functions import loss_values as losses
from gen.functions import loss_written_out as written_out
from gen.functions.array_slopes import less
from gen.functions.function import Function, Fused
from gen.functions.loss_slopes import loss
from gen.functions.simplify import minus, product

LOSSES: dict[str, Function] = {
    "bce": Function(
        r"\operatorname{BCE}",
        losses.bce,
        {
            "en": "Binary cross-entropy takes the logarithm of the probability of what is right; behind a sigmoid the error is left, "
            "the prediction less the target.",
            "de": "Die binäre Kreuzentropie nimmt den Logarithmus der Wahrscheinlichkeit des Richtigen; hinter einer Sigmoid-Funktion "
            "bleibt der Fehler, die Vorhersage minus den Zielwert.",
        },
        array=loss(
            (2, 2),
            values.of_error,
            (
                slopes.bce_to_prediction,
                slopes.mean_of(lambda args: less(slopes.logarithm(slopes.from_1(args[0])), slopes.logarithm(args[0]))),
            ),
            Fused("sigmoid", slopes.through_sigmoid),
        ),
        takes=("probability", "probability"),
        written_out=written_out.bce,
        meaning="the mean of -b log(a) - (1 - b) log(1 - a) over all entries, with probabilities a and targets b from 0 to 1; behind a "
        "sigmoid g*(a - b)/n",
        example="bce(softmax(x), y)",
    ),
    "bce_logits": Function(
        r"\operatorname{BCE}",
        losses.bce_logits,
        {
            "en": "Binary cross-entropy of a sigmoid has the error as its slope, the output of the sigmoid less the target.",
            "de": "Die binäre Kreuzentropie einer Sigmoid-Funktion hat als Ableitung den Fehler, deren Ausgabe minus den Zielwert.",
        },
        array=loss(
            (2, 2),
            values.of_error,
            (
                slopes.mean_of(lambda args: less(Call("sigmoid", (args[0],)), args[1])),
                slopes.mean_of(lambda args: minus(args[0])),
            ),
        ),
        is_written_as=lambda args: Call("bce", (Call("sigmoid", (args[0],)), args[1])),
        takes=("any", "probability"),
        written_out=written_out.bce_logits,
        meaning="`bce(sigmoid(a), b)` in one function, for any numbers a; printed so",
    ),
    "cross_entropy_logits": Function(
        r"\operatorname{CE}",
        losses.cross_entropy_logits,
        {
            "en": "Cross-entropy of a softmax has the error as its slope, the output of the softmax less the target.",
            "de": "Die Kreuzentropie eines Softmax hat als Ableitung den Fehler, dessen Ausgabe minus den Zielwert.",
        },
        array=loss(
            (2, 2),
            values.of_prediction,
            (
                lambda args, y, shapes: less(Call("softmax", (args[0],)), args[1]),
                lambda args, y, shapes: minus(Call("log_softmax", (args[0],))),
            ),
        ),
        is_written_as=lambda args: Call("cross_entropy", (Call("softmax", (args[0],)), args[1])),
        takes=("any", "target"),
        written_out=written_out.cross_entropy_logits,
        meaning="`cross_entropy(softmax(a), b)` in one function, for any numbers a; printed so",
    ),
    "nll": Function(
        r"\operatorname{NLL}",
        losses.nll,
        {
            "en": "The negative log-likelihood sees the probability of the class alone; behind a softmax the error is left, the "
            "probabilities less 1 at the class.",
            "de": "Die negative Log-Likelihood hängt allein von der Wahrscheinlichkeit der Klasse ab; hinter einem Softmax bleibt der "
            "Fehler, die Wahrscheinlichkeiten minus 1 bei der Klasse.",
        },
        array=loss(
            (2, 2),
            losses.of_classes,
            (lambda args, y, shapes: minus(Div(slopes.class_vector(args, shapes), args[0])), None),
            Fused("softmax", lambda g, args, shapes: product([g, less(args[0], slopes.class_vector(args, shapes))])),
        ),
        takes=("probability", "class"),
        written_out=written_out.nll,
        meaning="-log of entry b of a, the probability of class b, counted from 1 (of probabilities, not of their logarithms as in "
        "PyTorch); behind a softmax g*(a - one_hot(b, n))",
        example="nll(softmax(x), k)",
        vjp="-g*one_hot(b, n)/a to a",
    ),
    "entropy": Function(
        r"\operatorname{H}",
        losses.entropy,
        {
            "en": "In an entropy each probability stands as a factor and within its logarithm, which adds the 1.",
            "de": "In einer Entropie steht jede Wahrscheinlichkeit als Faktor und in ihrem Logarithmus, woher die 1 kommt.",
        },
        array=loss((1, 1), values.of_number_from_vector, (lambda args, y, shapes: minus(Add((slopes.logarithm(args[0]), UNIT))),)),
        takes=("distribution",),
        written_out=written_out.entropy,
        meaning="the sum of -a log(a), where 0 log(0) is 0; a has to add up to 1",
        example="entropy(softmax(x))",
    ),
    "kl": Function(
        r"\operatorname{KL}",
        losses.kl,
        {
            "en": "The divergence is averaged over its first distribution; the slope to the second is a quotient of both.",
            "de": "Die Divergenz ist über ihre erste Verteilung gemittelt; die Ableitung nach der zweiten ist ein Quotient beider.",
        },
        array=loss(
            (2, 2),
            values.of_vectors,
            (
                lambda args, y, shapes: Add((slopes.logarithm(Div(*args)), UNIT)),
                lambda args, y, shapes: minus(Div(*args)),
            ),
        ),
        between=r" \parallel",
        takes=("distribution", "distribution"),
        written_out=written_out.kl,
        meaning="the divergence of a from b, the sum of a log(a/b): averaged over a; 0 log(0) is 0, and b = 0 where a > 0 is refused; both "
        "have to add up to 1",
        example="kl(softmax(x), y)",
    ),
    "kl_normal": Function(
        r"\operatorname{KL}_{\mathcal{N}}",
        losses.kl_normal,
        {
            "en": "The divergence between normal distributions grows with the square of the distance of their means, and is smallest where "
            "their standard deviations are the same.",
            "de": "Die Divergenz zwischen Normalverteilungen wächst mit dem Quadrat des Abstands ihrer Mittelwerte und ist am kleinsten, "
            "wo ihre Standardabweichungen gleich sind.",
        },
        array=loss(
            (2, 4),
            losses.of_normals,
            (
                slopes.kl_to_mean,
                slopes.kl_to_deviation,
                lambda args, y, shapes: minus(slopes.kl_to_mean(args, y, shapes)),
                slopes.kl_to_other_deviation,
            ),
        ),
        takes=("any", "positive", "any", "positive"),
        written_out=written_out.kl_normal,
        meaning="`kl_normal(mu, sigma)`: the divergence of the normal distribution with means mu and standard deviations sigma from the "
        "standard one, the sum over all entries of (sigma^2 + mu^2 - 1)/2 - log(sigma); `kl_normal(mu, sigma, m, s)`: from that with "
        "means m and standard deviations s; averaged over the first; a number goes with every entry",
        vjp="with mu and sigma alone g*mu and g*(sigma - 1/sigma)",
    ),
    "log_density": Function(
        r"\ln\mathcal{N}",
        losses.log_density,
        {
            "en": "The logarithm of a normal density with mean mu and standard deviation sigma is a parabola around the mean.",
            "de": "Der Logarithmus einer Normaldichte mit Mittelwert mu und Standardabweichung sigma ist eine Parabel um den Mittelwert.",
        },
        array=loss(
            (3, 3),
            losses.of_spread,
            (
                lambda args, y, shapes: minus(slopes.density_to_mean(args, y, shapes)),
                slopes.density_to_mean,
                slopes.density_to_deviation,
            ),
        ),
        takes=("any", "any", "positive"),
        written_out=written_out.log_density,
        meaning="`log_density(x, mu, sigma)`: the logarithm of the normal density with means mu and standard deviations sigma, the sum of "
        "-log(2 pi)/2 - log(sigma) - (x - mu)^2/(2 sigma^2) over all entries; a number goes with every entry",
        vjp="-g*(x - mu)/sigma^2 to x, g*(x - mu)/sigma^2 to mu, g*((x - mu)^2/sigma^3 - 1/sigma) to sigma",
        example="log_density(x, mean(x), y)",
    ),
    "cosine_similarity": Function(
        r"\operatorname{sim}",
        losses.cosine_similarity,
        {
            "en": "A cosine changes with the direction of a vector alone: the part along the vector is taken off.",
            "de": "Ein Kosinus ändert sich allein mit der Richtung eines Vektors: Der Teil entlang des Vektors wird abgezogen.",
        },
        array=loss((2, 2), values.of_vectors, (slopes.cosine_to(0), slopes.cosine_to(1)), named=True),
        written_out=written_out.cosine_similarity,
        meaning="the cosine of the angle between two vectors, dot(a, b)/(norm(a)*norm(b)); a vector of zeros is refused",
    ),
    "huber": Function(
        r"\operatorname{Huber}",
        losses.huber,
        {
            "en": "The Huber loss is a parabola for small errors and a straight line for large ones, so that its slope is the error, held "
            "within bounds.",
            "de": "Der Huber-Verlust ist bei kleinen Fehlern eine Parabel und bei großen eine Gerade, seine Ableitung also der begrenzte "
            "Fehler.",
        },
        array=loss(
            (2, 3),
            losses.of_errors,
            (slopes.mean_of(slopes.held_error), slopes.mean_of(lambda args: minus(slopes.held_error(args)))),
        ),
        written_out=written_out.huber,
        meaning="the mean over all entries of e^2/2 for errors e = a - b from -1 to 1, else abs(e) - 1/2; `huber(a, b, 2)` has its bounds "
        "at -2 and 2, and 2*(abs(e) - 1) beyond; no convention is needed where they meet",
        vjp="g*max(-1, min(a - b, 1))/n to a, -g*max(-1, min(a - b, 1))/n to b",
    ),
}
