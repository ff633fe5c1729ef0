"""The German forms of what is said below figures, and of what describes them to those who do not see them."""

FIGURES = {
    "the network, unrolled over {steps} steps.": "das Netz, über {steps} Schritte entfaltet.",
    "the network, one step.": "das Netz, ein Schritt.",
    "the computational graph.": "der Rechengraph.",
    "one step of the cell.": "ein Schritt der Zelle.",
    "the window of {entry}.": "das Fenster von {entry}.",
    "the window of {entry} in the first of {n} channels.": "das Fenster von {entry} im ersten von {n} Kanälen.",
    "One step of the cell with the roles of its gates.": "Ein Schritt der Zelle mit den Rollen ihrer Gates.",
    "bold edges carry the gradient of {of}.": "Fette Kanten tragen den Gradienten von {of}.",
    "bold edges carry the gradient of {of}, each with its factor.": "Fette Kanten tragen den Gradienten von {of}, jede mit ihrem Faktor.",
    "Hatched: derivative 0.": "Schraffiert: Ableitung 0.",
    "×: treated as a constant.": "×: als Konstante behandelt.",
    "forget": "Forget",
    "update": "Update",
    "output": "Output",
    "reset": "Reset",
}

DESCRIPTIONS = {
    "blank {number}": "Lücke {number}",
    "Arrows lead to each value from what it is computed from; in brackets what stands at the arrow.": (
        "Pfeile führen zu jedem Wert von dem, woraus er berechnet wird; in Klammern, was am Pfeil steht."
    ),
    "{target} from {sources}.": "{target} aus {sources}.",
    "{target} by {operation} from {sources}.": "{target} durch {operation} aus {sources}.",
    "Bold edges carry the gradient, backward along the arrows; in brackets what stands at the edge.": (
        "Fette Kanten tragen den Gradienten, den Pfeilen entgegen; in Klammern, was an der Kante steht."
    ),
    "The gradient goes from {target} to {sources}.": "Der Gradient geht von {target} zu {sources}.",
    "Nothing of it goes from {target} to {sources}.": "Von {target} zu {sources} geht nichts davon.",
    "It ends at {names}: the derivative is 0 there.": "Er endet bei {names}: Dort ist die Ableitung 0.",
    "It ends at {names}, treated as a constant.": "Er endet bei {names}, als Konstante behandelt.",
    "Grids of numbers, row by row; what lies in the window is in brackets.": (
        "Gitter von Zahlen, Zeile für Zeile; was im Fenster liegt, steht in Klammern."
    ),
    "One step from left to right; in brackets what stands at the line.": (
        "Ein Schritt von links nach rechts; in Klammern, was an der Linie steht."
    ),
    "product {number}": "Produkt {number}",
    "sum {number}": "Summe {number}",
    "A bold line leads from {first} to {last}.": "Eine fette Linie führt von {first} zu {last}.",
    "The axis to the right, {name}, goes from {low} to {high}.": "Die Achse nach rechts, {name}, geht von {low} bis {high}.",
    "The axis upwards, {name}, goes from {low} to {high}.": "Die Achse nach oben, {name}, geht von {low} bis {high}.",
    "The axis upwards goes from {low} to {high}.": "Die Achse nach oben geht von {low} bis {high}.",
    "The axis upwards has 0 in its middle and no other number.": "Die Achse nach oben hat in der Mitte die 0 und sonst keine Zahl.",
    "The axes are empty.": "Die Achsen sind leer.",
    "{name} runs through {points}.": "{name} läuft durch {points}.",
    "A path runs through {points}.": "Ein Weg läuft durch {points}.",
    "A path begins at {points}.": "Ein Weg beginnt bei {points}.",
    "A line runs through {points}.": "Eine Linie läuft durch {points}.",
    "A closed line runs through {points}.": "Eine geschlossene Linie läuft durch {points}.",
    "Around {point} it is {side}.": "Um {point} ist {side}.",
    "{name}: points at {points}.": "{name}: Punkte bei {points}.",
    "Points at {points}.": "Punkte bei {points}.",
    "Crosses at {points}.": "Kreuze bei {points}.",
    "{name} jumps at {place}.": "{name} springt bei {place}.",
    "Bars: {bars}.": "Balken: {bars}.",
    "{number} from {low} to {high}": "{number} von {low} bis {high}",
}
