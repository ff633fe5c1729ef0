"""The German of the sentences that explain the slopes of functions, and of findings."""

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

FINDINGS: dict[str, str] = {
    "`{name}` is given, and nothing in the item uses it": "`{name}` ist gegeben, wird in der Aufgabe aber nicht gebraucht",
    "`{name}` is given, and no step uses it": "`{name}` ist gegeben, wird aber in keinem Schritt gebraucht",
    "`{name}` has a size, and no cell of the item has such a name": "`{name}` hat eine Größe, kommt aber in keiner Zelle der Aufgabe vor",
    "a convention is stated for {name}, and no cell of the item has that function": (
        "für {name} ist eine Konvention angegeben, aber keine Zelle der Aufgabe hat diese Funktion"
    ),
    "`{name}` is among the declared names, and no cell uses it": "`{name}` ist ein vereinbarter Name, den keine Zelle verwendet",
    "the item '{item}' repeats {names} of the item '{other}', where it varies: write 'like: {other}'": (
        "die Teilaufgabe '{item}' wiederholt {names} aus der Teilaufgabe '{other}', deren Zahlen variieren: 'like: {other}'"
    ),
    "the answer depends on the last step T = {steps}, which the sheet does not say": (
        "die Antwort hängt vom letzten Schritt T = {steps} ab, den das Aufgabenblatt nicht nennt"
    ),
    "`{name}` earns points by itself, and as one of all answers": "`{name}` gibt Punkte für sich und als eine von allen Antworten",
    "`{name}` is `{true}` and not 0, but is shown as `{shown}`": "`{name}` ist `{true}` und nicht 0, steht aber als `{shown}` da",
    "`{name}` is `{true}` and shown as `{shown}`, which is further off than the tolerance of {tolerance}": (
        "`{name}` ist `{true}` und steht als `{shown}` da: weiter daneben als die Toleranz von {tolerance}"
    ),
    "`{name}` is printed as `{printed}`, but the equations give `{true}`": (
        "`{name}` ist als `{printed}` gedruckt, die Gleichungen ergeben aber `{true}`"
    ),
    "`{lhs}` is stated as `{rhs}`, which is not what the equations give: with {conditions} it is {stated}, derived {derived}": (
        "`{lhs}` ist als `{rhs}` angegeben, was nicht aus den Gleichungen folgt: "
        "Mit {conditions} ist der Wert dieser Formel {stated}, der hergeleitete {derived}"
    ),
    "all gates open": "lauter offenen Gates",
    "random fractions for the rest": "zufälligen Brüchen für alles Übrige",
    "{count} further closed gates": "{count} weiteren geschlossenen Gates",
    "undefined": "nicht definiert",
    "`{lhs}` is stated as `{rhs}`, which is not what the equations give: with {conditions} entry {entry} is {stated}, not {derived}": (
        "`{lhs}` ist als `{rhs}` angegeben, was nicht aus den Gleichungen folgt: "
        "Mit {conditions} ist der Eintrag {entry} gleich {stated} statt {derived}"
    ),
    "`{lhs}` is stated as `{rhs}`, which is the transpose of what the equations give": (
        "`{lhs}` ist als `{rhs}` angegeben, die Transponierte dessen, was aus den Gleichungen folgt"
    ),
    "`{lhs}` is stated as `{rhs}`, which is {stated}, but the derivative is {derived}": (
        "`{lhs}` ist als `{rhs}` angegeben, das ist {stated}, die Ableitung aber {derived}"
    ),
    "`{lhs}` is stated as `{rhs}`, whose shapes do not go together: here {shapes}": (
        "`{lhs}` ist als `{rhs}` angegeben, aber die Formate passen nicht zusammen: Hier sind es {shapes}"
    ),
    "`{name}` is printed as `{printed}`; the derivation gives `{derived}`": (
        "`{name}` ist als `{printed}` gedruckt; die Herleitung ergibt `{derived}`"
    ),
    "in what is printed for `{name}`, {entries}": "im Druck von `{name}`: {entries}",
    "`{name}` is `{derived}`, not `{printed}`": "`{name}` ist `{derived}`, nicht `{printed}`",
    "{count} further entries are wrong": "{count} weitere Einträge sind falsch",
    "`{name}` is stated with rows and columns exchanged": "`{name}` ist mit vertauschten Zeilen und Spalten angegeben",
    "{finding}; it follows from the rounded values before it": "{finding}; es folgt aus den gerundeten Werten davor",
    "{finding}; {values} follows from it": "{finding}; {values} folgt daraus",
    "{finding}; {values} follow from it": "{finding}; {values} folgen daraus",
    "`{gate}` is stated to be the {stated}, but it is the {role}": "`{gate}` ist als {stated} angegeben, ist aber das {role}",
    "the claim is stated to be true, but it is false": "die Behauptung ist als wahr angegeben, aber falsch",
    "the claim is stated to be false, but it is true": "die Behauptung ist als falsch angegeben, aber wahr",
    "neither": "keins von beiden",
    "the verdict is stated as '{stated}', but it is '{derived}'": "als Urteil ist „{stated}“ angegeben, richtig ist „{derived}“",
    "`{name}` is printed as `{printed}`, which is `{total}`; the derivation gives `{derived}`": (
        "`{name}` ist als `{printed}` gedruckt, das ist `{total}`; die Herleitung ergibt `{derived}`"
    ),
    "`{name}` is printed with {count} terms, the derivation has {ours}": (
        "`{name}` hat im Druck {count} Summanden, in der Herleitung {ours}"
    ),
    "in `{name}` the term {number} is printed as `{printed}`, the derivation gives `{derived}` (the sum agrees)": (
        "in `{name}` ist der Summand {number} als `{printed}` gedruckt, die Herleitung ergibt `{derived}` (die Summe stimmt)"
    ),
    "the figure draws the cell '{drawn}' ({drawn_equations}), the item shows '{shown}' ({shown_equations})": (
        "die Abbildung zeichnet die Zelle „{drawn}“ ({drawn_equations}), die Teilaufgabe zeigt „{shown}“ ({shown_equations})"
    ),
    "under {premises} every eigenvalue of `{matrix}` has modulus {moduli}, so the case '{case}', `{condition}`, is impossible": (
        "unter {premises} hat jeder Eigenwert von `{matrix}` den Betrag {moduli}, der Fall „{case}“, `{condition}`, ist also unmöglich"
    ),
    "no real matrix `{matrix}` meets {premises}, so the case '{case}', `{condition}`, is impossible": (
        "keine reelle Matrix `{matrix}` erfüllt {premises}, der Fall „{case}“, `{condition}`, ist also unmöglich"
    ),
    "explode": "Explodieren",
    "vanish": "Verschwinden",
    "all": "alle",
    "the label '{label}' stands for the items {items}": "die Bezeichnung „{label}“ steht für die Teilaufgaben {items}",
    "`{name}` in the cell '{cell}' is not among the declared names": (
        "`{name}` in der Zelle „{cell}“ gehört nicht zu den vereinbarten Namen"
    ),
    "`{name}` in the cell '{cell}' is not among the declared names, did you mean '{near}'?": (
        "`{name}` in der Zelle „{cell}“ gehört nicht zu den vereinbarten Namen; ist „{near}“ gemeint?"
    ),
}
