"""The German of findings, of covers, of grading sheets, of options and of questions for course systems."""

FINDINGS: dict[str, str] = {
    "`{name}` is given, and nothing in the item uses it": "`{name}` ist gegeben, wird in der Aufgabe aber nicht gebraucht",
    "`{name}` is given, and no item uses it": "`{name}` ist gegeben, wird aber in keiner Teilaufgabe gebraucht",
    "`{name}` is given for all items, and neither the stem nor a prompt shows it": (
        "`{name}` ist für alle Teilaufgaben gegeben, steht aber weder im Vorspann noch in einer Aufgabenstellung"
    ),
    "`{name}` is given, and no step uses it": "`{name}` ist gegeben, wird aber in keinem Schritt gebraucht",
    "`{name}` differs from case to case, and nothing in the item uses it": (
        "`{name}` hat in jedem Fall einen Wert, wird in der Aufgabe aber nicht gebraucht"
    ),
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
    "`{name}` in the cell '{cell}' has no value anywhere, did you mean '{near}'?": (
        "`{name}` hat in der Zelle „{cell}“ und auch sonst keinen Wert; ist „{near}“ gemeint?"
    ),
    "`{name}` in the cell '{cell}' is not among the declared names": (
        "`{name}` in der Zelle „{cell}“ gehört nicht zu den vereinbarten Namen"
    ),
    "`{name}` in the cell '{cell}' is not among the declared names, did you mean '{near}'?": (
        "`{name}` in der Zelle „{cell}“ gehört nicht zu den vereinbarten Namen; ist „{near}“ gemeint?"
    ),
}

FOUND: dict[str, str] = {  # numbers that are to be found
    "For example {numbers}.": "Zum Beispiel {numbers}.",
    "Right are exactly the numbers with {region}.": "Richtig sind genau die Zahlen mit {region}.",
    "Right are the numbers with {region}; that was checked at {count} points.": (
        "Richtig sind die Zahlen mit {region}; das wurde an {count} Punkten geprüft."
    ),
    "Then {requirement} for all values of {names}.": "Dann gilt {requirement} für alle Werte von {names}.",
    "Then {requirement} for all values of {names}, since {lines}.": "Dann gilt {requirement} für alle Werte von {names}, denn {lines}.",
    "Then {requirement} in each case:": "Dann gilt {requirement} in jedem Fall:",
}

COVER: dict[str, str] = {
    "Date": "Datum",
    "Variant": "Variante",
    "Variant {name}": "Variante {name}",
    "Duration": "Dauer",
    "Permitted aids": "Zugelassene Hilfsmittel",
    "Points": "Punkte",
    "Achieved": "Erreicht",
    "Name": "Name",
    "Matriculation number": "Matrikelnummer",
    "Signature": "Unterschrift",
    "Examiner": "Prüfer(in)",
    "Room": "Raum",
    "Seat": "Platz",
    "Sticker or code": "Aufkleber oder Code",
    "This exam has {pages} pages and {points} points. Check that your copy is complete.": (
        "Diese Klausur hat {pages} Seiten und {points} Punkte. Prüfen Sie, ob Ihr Exemplar vollständig ist."
    ),
    "This exam has {pages} pages with {problems} problems and {points} points. Check that your copy is complete.": (
        "Diese Klausur hat {pages} Seiten mit {problems} Aufgaben und {points} Punkten. Prüfen Sie, ob Ihr Exemplar vollständig ist."
    ),
    "Write your answers in the boxes provided. Where one is too small, continue in empty space further back; say in the box where, and "
    "there for which item.": (
        "Schreiben Sie Ihre Antworten in die vorgesehenen Felder. Reicht ein Feld nicht, schreiben Sie weiter hinten weiter; geben Sie im "
        "Feld an, wo, und dort, zu welcher Teilaufgabe."
    ),
    "Do not write in red or green, and do not use a pencil.": "Schreiben Sie nicht in Rot oder Grün und nicht mit Bleistift.",
    "Switch off your telephone and whatever else is not a permitted aid, and put it away.": (
        "Schalten Sie Ihr Telefon und alles, was kein zugelassenes Hilfsmittel ist, aus und legen Sie es weg."
    ),
    "Do not take the sheets apart.": "Trennen Sie die Blätter nicht voneinander.",
}

# What stands in tables to fill in, and around them.
TABLES: dict[str, str] = {
    "In the table: {relations}.": "In der Tabelle: {relations}.",
    "Column {head}": "Spalte {head}",
    "Row {head}": "Zeile {head}",
    "Multiplications": "Multiplikationen",
    "Parameters": "Parameter",
    "Size": "Größe",
    "Value": "Wert",
    "no": "nein",
    "{points} p for each cell": "{points} P. für jede Zelle",
    "{points} p for each other cell": "{points} P. für jede andere Zelle",
    "{points} p for the whole table": "{points} P. für die ganze Tabelle",
    "yes": "ja",
}

GRADING: dict[str, str] = {
    "Grading sheet": "Korrekturblatt",
    "Answers by variant": "Antworten nach Varianten",
    "all variants": "alle Varianten",
    "Planned time": "Geplante Zeit",
    "by problems": "nach Aufgaben",
    "{minutes} minutes": "{minutes} Minuten",
    "Item": "Teil",
    "All items": "Alle Teilaufgaben",
    "Answers and points": "Antworten und Punkte",
    "Rules": "Regeln",
    "page {page}": "Seite {page}",
    "equation {points}": "Gleichung {points}",
    "result {points}": "Ergebnis {points}",
}

PLOTS = {
    "the sketch.": "die Skizze.",
    "{of} as a function of {name}.": "{of} als Funktion von {name}.",
    "{of} over the steps {t}.": "{of} über den Schritten {t}.",
    "on a logarithmic scale": "logarithmisch skaliert",
    "{of} is 0 at {t} = {times}.": "{of} ist 0 bei {t} = {times}.",
    "the line {equation}.": "die Linie {equation}.",
    "filled circles: {name}": "gefüllte Kreise: {name}",
    "open circles: {name}": "offene Kreise: {name}",
    "squares: {name}": "Quadrate: {name}",
    "triangles: {name}": "Dreiecke: {name}",
    "lines on which {of} is {levels}.": "Linien, auf denen {of} den Wert {levels} hat.",
    "the eigenvalues of {of} and the circle of radius 1.": "die Eigenwerte von {of} und der Kreis mit Radius 1.",
    "the {number} numbers of {of}.": "die {number} Zahlen von {of}.",
    "count": "Anzahl",
}

# Shapes and counts
SHAPES: dict[str, str] = {
    "difference": "Differenz",
    "Shape": "Form",
    "Activations": "Aktivierungen",
    "Memory": "Speicher",
    "activations": "Aktivierungen",
    "memory": "Speicher",
    "ratio": "Verhältnis",
    "share": "Anteil",
    "This is a share of {percent}.": "Das ist ein Anteil von {percent}.",
    "This is a share of about {percent}.": "Das ist ein Anteil von etwa {percent}.",
    "{shape}, as given.": "{shape}, wie angegeben.",
    "{shape}, by {equation}.": "{shape}, nach {equation}.",
    "{shape}: the derivative of a number has the shape of {wrt}.": "{shape}: Die Ableitung einer Zahl hat die Form von {wrt}.",
    "{shape}: a row for each entry of {of} and a column for each of {wrt}.": (
        "{shape}: eine Zeile für jeden Eintrag von {of} und eine Spalte für jeden von {wrt}."
    ),
    "{shape}: an entry for each one of {of} and each one of {wrt}.": "{shape}: ein Eintrag für jeden von {of} und jeden von {wrt}.",
    "{shape}: channels, rows and columns.": "{shape}: Kanäle, Zeilen und Spalten.",
    "{shape}: rows and columns.": "{shape}: Zeilen und Spalten.",
    "{shape}: all entries of {whole} in a column.": "{shape}: alle Einträge von {whole} in einer Spalte.",
    "{shape}: a number for each channel of {whole}.": "{shape}: eine Zahl für jeden Kanal von {whole}.",
    "{shape}: {parts} one behind the other.": "{shape}: {parts} hintereinander.",
    "{shape}, from the product of {first} and {second}.": "{shape}, aus dem Produkt von {first} und {second}.",
    "{shape}, entry by entry like {operand}.": "{shape}, Eintrag für Eintrag wie {operand}.",
    "{shape}, since its product with {other} goes into {result}.": "{shape}, da sein Produkt mit {other} in {result} eingeht.",
    "{shape}, since it goes with each entry of {result}.": "{shape}, da es zu jedem Eintrag von {result} gehört.",
    "{shape}, since it goes with each row of {result}.": "{shape}, da es zu jeder Zeile von {result} gehört.",
    "{shape}, since it goes with each column of {result}.": "{shape}, da es zu jeder Spalte von {result} gehört.",
    "{shape}: a number for each channel of {result}.": "{shape}: eine Zahl für jeden Kanal von {result}.",
}

# What is ticked
CHOICES: dict[str, str] = {
    "true": "wahr",
    "false": "falsch",
    "Tick one box.": "Ein Kästchen ankreuzen.",
    "Tick one box, and give a reason.": "Ein Kästchen ankreuzen und begründen.",
    "Tick all that are right.": "Alle richtigen ankreuzen.",
    "Tick all that are right, and give reasons.": "Alle richtigen ankreuzen und begründen.",
    "Tick true or false for each.": "Jeweils wahr oder falsch ankreuzen.",
    "Tick true or false for each, and give reasons.": "Jeweils wahr oder falsch ankreuzen und begründen.",
    "There are points only if all are answered correctly.": "Punkte gibt es nur, wenn alles richtig beantwortet ist.",
    "One wrong answer leaves half of the points, several leave none.": (
        "Bei einer falschen Antwort bleibt die Hälfte der Punkte, bei mehreren bleibt nichts."
    ),
    "Each correct answer earns the points beside it.": "Jede richtige Antwort gibt die daneben stehenden Punkte.",
    "Each correct answer earns {share}.": "Jede richtige Antwort gibt {share}.",
    "Each option that is correctly ticked or left open earns {share}.": (
        "Jede Möglichkeit, die zu Recht angekreuzt oder frei gelassen ist, gibt {share}."
    ),
    "A wrong tick costs {loss}.": "Ein falsches Kreuz kostet {loss}.",
    "Each wrong answer costs as much.": "Jede falsche Antwort kostet ebenso viel.",
    "Each wrong answer costs {loss}.": "Jede falsche Antwort kostet {loss}.",
    "The item has no less than 0 points.": "Weniger als 0 Punkte gibt es nicht.",
    "The item may have less than 0 points.": "Es kann weniger als 0 Punkte geben.",
    "Right: {options}.": "Richtig: {options}.",
    "All are true.": "Alle sind wahr.",
    "All are false.": "Alle sind falsch.",
    "True: {options}; false: {others}.": "Wahr: {options}; falsch: {others}.",
    "With {changes}.": "Mit {changes}.",
    "{names} taken as constant": "{names} als konstant angenommen",
    "nothing taken as constant": "nichts als konstant angenommen",
    "Scoring": "Bewertung",
    "gradients through all steps": "Gradienten durch alle Schritte",
    "gradients cut off after one step": "nach einem Schritt abgebrochenen Gradienten",
    "gradients cut off after {number} steps": "nach {number} Schritten abgebrochenen Gradienten",
    "the equations of another cell": "den Gleichungen einer anderen Zelle",
    "another size": "einer anderen Größe",
    "None of the other options is right.": "Keine der anderen Möglichkeiten ist richtig.",
    "What is right was typed by the author, not computed.": "Was richtig ist, hat der Autor eingetragen; es ist nicht berechnet.",
    "Typed by the author, not computed: {options}.": "Vom Autor eingetragen, nicht berechnet: {options}.",
}

PROOFS = {
    "A counterexample: {numbers}.": "Ein Gegenbeispiel: {numbers}.",
    "The sides of {relations} differ in digits that are not shown here.": (
        "Die beiden Seiten von {relations} unterscheiden sich in Stellen, die hier nicht gezeigt sind."
    ),
    "It fails for {numbers}.": "Sie gilt nicht für {numbers}.",
    "There are {count} cases, and it holds in each of them.": "Es gibt {count} Fälle, und in jedem davon gilt es.",
    "For {numbers}: {reason}": "Für {numbers}: {reason}",
    "For {numbers} we have {relation}.": "Für {numbers} ist {relation}.",
    "We have {equations}.": "Es gilt {equations}.",
    "If {conditions}, then {relation}.": "Für {conditions} ist {relation}.",
    "If {conditions}, then {facts}, so {relation}.": "Für {conditions} gilt {facts}, also {relation}.",
    "There are {count} cases, by the signs of {names}; in each of them {relation}.": (
        "Nach den Vorzeichen von {names} gibt es {count} Fälle; in jedem ist {relation}."
    ),
    "By induction. For {time}, {relation}.": "Durch Induktion. Für {time} ist {relation}.",
    "By induction. For {time}, {relation}, since {conditions}.": "Durch Induktion. Für {time} ist {relation} wegen {conditions}.",
    "If {before}, then {relation}.": "Ist {before}, so auch {relation}.",
    "If {before}, it follows from {facts} that {relation}.": "Ist {before}, so folgt aus {facts}, dass {relation}.",
    "Let {before}.": "Sei {before}.",
    "Let {before}; we have {equations}.": "Sei {before}; es gilt {equations}.",
}
"""How claims are proved."""

EXPORT: dict[str, str] = {
    "Choose right or wrong for each.": "Wählen Sie jeweils richtig oder falsch.",
    "The items before": "Die Teilaufgaben davor",
    "right": "richtig",
    "row {row}, column {column}": "Zeile {row}, Spalte {column}",
    "wrong": "falsch",
    "Type decimal numbers such as 0.25, not fractions such as 1/4, with at least four digits.": (
        "Geben Sie Dezimalzahlen wie 0.25 ein, keine Brüche wie 1/4, mit mindestens vier Ziffern."
    ),
}
"""What questions for course systems say."""

HTML = {
    "Skip to the content": "Zum Inhalt springen",
    "Solution": "Lösung",
    "Formulas": "Formeln",
    "Table": "Tabelle",
    "Code": "Programmtext",
    "Numbers over time": "Zahlen über die Zeit",
    "Table to fill in": "Tabelle zum Ausfüllen",
}
