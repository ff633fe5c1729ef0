"""The German of the sentences that explain the slopes of functions."""

SLOPES: dict[str, str] = {
    # Of one number
    "ReLU lets what is positive through unchanged and closes for what is negative.": (
        "ReLU lässt Positives unverändert durch und sperrt Negatives."
    ),
    "The modulus keeps what is positive and turns the sign of what is negative.": (
        "Der Betrag behält Positives bei und kehrt bei Negativem das Vorzeichen um."
    ),
    "Leaky ReLU lets what is positive through unchanged and a small part of what is negative.": (
        "Leaky ReLU lässt Positives unverändert durch und von Negativem einen kleinen Teil."
    ),
    "The hard sigmoid is a straight line between its two flat ends.": (
        "Die Hard-Sigmoid-Funktion ist eine Gerade zwischen zwei flachen Enden."
    ),
    "ELU lets what is positive through unchanged; left of 0 it is an exponential less 1, so its slope is its output plus 1.": (
        "ELU lässt Positives unverändert durch; links von 0 ist sie eine Exponentialfunktion minus 1, "
        "ihre Ableitung also die Ausgabe plus 1."
    ),
    "The sign is flat on both sides of its jump.": "Das Vorzeichen ist auf beiden Seiten seines Sprungs konstant.",
    "The step is flat on both sides of its jump.": "Die Stufe ist auf beiden Seiten ihres Sprungs konstant.",
    "Rounding down is flat between its jumps.": "Abrunden ist zwischen den Sprüngen konstant.",
    "Rounding is flat between its jumps.": "Runden ist zwischen den Sprüngen konstant.",
    "The slope of tanh comes from its output: 1 less the square of the output.": (
        "Die Ableitung von tanh ergibt sich aus der Ausgabe: 1 minus das Quadrat der Ausgabe."
    ),
    "The slope of the sigmoid comes from its output: the output times 1 less the output.": (
        "Die Ableitung der Sigmoid-Funktion ergibt sich aus der Ausgabe: die Ausgabe mal 1 minus die Ausgabe."
    ),
    "The slope of softplus is the sigmoid of its input.": "Die Ableitung von Softplus ist die Sigmoid-Funktion der Eingabe.",
    "SiLU is its input times the sigmoid of it, and its slope is that of a product.": (
        "SiLU ist die Eingabe mal deren Sigmoid-Funktion; abgeleitet wird ein Produkt."
    ),
    "GELU is its input times the normal distribution function of it, and its slope is that of a product.": (
        "GELU ist die Eingabe mal deren Verteilungsfunktion der Normalverteilung; abgeleitet wird ein Produkt."
    ),
    "The slope of a distribution function is its density.": "Die Ableitung einer Verteilungsfunktion ist ihre Dichte.",
    "The slope of the normal density is the density times its input, with another sign.": (
        "Die Ableitung der Normaldichte ist die Dichte mal die Eingabe, mit umgekehrtem Vorzeichen."
    ),
    "The exponential is its own slope.": "Die Exponentialfunktion ist ihre eigene Ableitung.",
    "The slope of the logarithm is 1 divided by its input.": "Die Ableitung des Logarithmus ist 1 geteilt durch die Eingabe.",
    "The slope of a root is 1 divided by twice the root.": "Die Ableitung einer Wurzel ist 1 geteilt durch das Doppelte der Wurzel.",
    # Of arrays
    "A small change of the largest goes through unchanged, the others have no influence.": (
        "Eine kleine Änderung des größten Werts geht unverändert durch, die anderen haben keinen Einfluss."
    ),
    "A small change of the smallest goes through unchanged, the others have no influence.": (
        "Eine kleine Änderung des kleinsten Werts geht unverändert durch, die anderen haben keinen Einfluss."
    ),
    "The place of the largest does not move under small changes.": (
        "Die Stelle des größten Werts ändert sich durch kleine Änderungen nicht."
    ),
    "A class is a whole number, which has no small changes.": "Eine Klasse ist eine ganze Zahl und hat keine kleinen Änderungen.",
    "All inputs stand below every output of softmax: what comes back is taken less its mean, weighted by the outputs.": (
        "Unter jeder Ausgabe von Softmax stehen alle Eingaben: "
        "Von dem, was zurückkommt, wird sein mit den Ausgaben gewichtetes Mittel abgezogen."
    ),
    "Every entry goes into a sum as it is.": "Jeder Eintrag geht unverändert in eine Summe ein.",
    "Every entry has the same share in a mean: 1 divided by the number of entries.": (
        "Jeder Eintrag hat am Mittel denselben Anteil: 1 geteilt durch die Anzahl der Einträge."
    ),
    "A variance is a mean of squares, and the deviations add up to 0, so that the mean itself does not count.": (
        "Eine Varianz ist ein Mittel von Quadraten, und die Abweichungen ergeben zusammen 0, sodass das Mittel selbst nicht zählt."
    ),
    "In a scalar product each vector is the slope to the other one.": (
        "In einem Skalarprodukt ist jeder Vektor die Ableitung nach dem anderen."
    ),
    "A norm grows fastest in the direction of its vector: the slope is the vector divided by its norm.": (
        "Eine Norm wächst am schnellsten in Richtung ihres Vektors: Die Ableitung ist der Vektor geteilt durch seine Norm."
    ),
    "The mean of squared errors has as its slope twice the error, divided by the number of entries.": (
        "Die Ableitung des mittleren quadratischen Fehlers ist das Doppelte des Fehlers, geteilt durch die Anzahl der Einträge."
    ),
    "Cross-entropy sums logarithms with the targets as weights, and the slope of a logarithm is 1 divided by its input.": (
        "Die Kreuzentropie summiert Logarithmen mit den Zielwerten als Gewichten, "
        "und die Ableitung eines Logarithmus ist 1 geteilt durch die Eingabe."
    ),
    "Of what comes to a concatenation each vector gets its own entries.": (
        "Von dem, was bei einer Verkettung ankommt, erhält jeder Vektor seine eigenen Einträge."
    ),
    "What comes to a transposed matrix is transposed on its way back.": (
        "Was bei einer transponierten Matrix ankommt, wird auf dem Rückweg transponiert."
    ),
    "Ones do not move.": "Einsen ändern sich nicht.",
    "A unit vector does not move.": "Ein Einheitsvektor bewegt sich nicht.",
    "The identity does not move.": "Die Einheitsmatrix bewegt sich nicht.",
    "Zeros do not move.": "Nullen bewegen sich nicht.",
    "Of what comes to a diagonal matrix the diagonal comes to its vector.": (
        "Von dem, was bei einer Diagonalmatrix ankommt, gelangt die Diagonale zu ihrem Vektor."
    ),
    "What comes to some entries of a vector comes to those, and nothing to the others.": (
        "Was bei einigen Einträgen eines Vektors ankommt, gelangt zu diesen, zu den anderen nichts."
    ),
}
