"""Attacks by LaTeX between `$` signs: each and what is said of it, behind its place."""

IN = "cannot stand in a formula"
LISTED = "(what may stand between $ signs is listed in docs/format.md#latex)"
MATH = {
    "a shell": (r"\immediate\write18{touch owned}", f"'\\immediate' {IN} (did you mean '\\medspace'?)"),
    "a shell behind a pipe": (r'\input{|"touch owned"}', f"'\\input' {IN} (did you mean '\\int'?)"),
    "a file of the system": (r"\input{/etc/passwd}", f"'\\input' {IN} (did you mean '\\int'?)"),
    "a file of the system line by line": (r"\newread\f\openin\f=/etc/passwd \read\f to\l\l", f"'\\newread' {IN} {LISTED}"),
    "a file into the PDF": (
        r"\immediate\pdfobj stream file {/etc/passwd}\pdfcatalog{/X \the\pdflastobj\space 0 R}",
        f"'\\immediate' {IN} (did you mean '\\medspace'?)",
    ),
    "a file beside": (r"\input{secret}", f"'\\input' {IN} (did you mean '\\int'?)"),
    "a file that is written": (
        r"\newwrite\f\immediate\openout\f=owned \immediate\write\f{x}\immediate\closeout\f",
        f"'\\newwrite' {IN} (did you mean '\\nexists'?)",
    ),
    "a log that latexmk believes": (
        r"\immediate\write-1{Writing index file `touch owned`.idx}",
        f"'\\immediate' {IN} (did you mean '\\medspace'?)",
    ),
    "letters without a name": (r"^^5cinput{/etc/passwd}", "nothing stands behind '^' (write what belongs to it in braces)"),
    "a name that is made": (r"\csname input\endcsname{/etc/passwd}", f"'\\csname' {IN} (did you mean '\\smile'?)"),
    "another meaning of letters": (r"\catcode`\|=0 |input{/etc/passwd}", f"'\\catcode' {IN} (did you mean '\\mathclose'?)"),
    "a digit that is another": (r"\mathcode`\1=`\2 1", f"'\\mathcode' {IN} (did you mean '\\mathclose'?)"),
    "credits that are others": (r"\gdef\credit#1{9}", f"'\\gdef' {IN} (did you mean '\\ge'?)"),
    "a page that is painted over": (r"\AddToHook{shipout/foreground}{X}", f"'\\AddToHook' {IN} {LISTED}"),
    "JavaScript": (r"\pdfcatalog{/OpenAction << /S /JavaScript /JS (app.alert(1)) >>}", f"'\\pdfcatalog' {IN} (did you mean '\\partial'?)"),
    "a program of the reader's": (
        r"\pdfcatalog{/OpenAction << /S /Launch /F (calc) >>}",
        f"'\\pdfcatalog' {IN} (did you mean '\\partial'?)",
    ),
    "an address": (
        r"\pdfannot width 9cm height 9cm{/Subtype /Link /A << /S /URI /URI (http://evil) >>}",
        f"'\\pdfannot' {IN} (did you mean '\\not'?)",
    ),
    "names of a PDF": (r"\pdfnames{/JavaScript << >>}", f"'\\pdfnames' {IN} {LISTED}"),
    "attributes of a page": (r"\pdfpageattr{/AA << >>}", f"'\\pdfpageattr' {IN} (did you mean '\\dagger'?)"),
    "no end": (r"\def\x{\x}\x", f"'\\def' {IN} (write \\newcommand in the file of macros)"),
    "no end that writes": (r"\def\x{\immediate\write5{x}\x}\x", f"'\\def' {IN} (write \\newcommand in the file of macros)"),
    "no end that tells": (r"\def\x{\message{x}\x}\x", f"'\\def' {IN} (write \\newcommand in the file of macros)"),
    "no end that grows": (r"\def\x#1{\x{#1#1}}\x{x}", f"'\\def' {IN} (write \\newcommand in the file of macros)"),
    "other bytes each time": (r"\pdfuniformdeviate 1000", f"'\\pdfuniformdeviate' {IN} {LISTED}"),
    "another text in another form": (r"\jobname", f"'\\jobname' {IN} {LISTED}"),
    "the day": (r"\the\year", f"'\\the' {IN} (did you mean '\\theta'?)"),
    "the user's home": (r"\input{~/.bashrc}", f"'\\input' {IN} (did you mean '\\int'?)"),
    "the end of all": (r"\end{document}", "'\\end' cannot stand here"),
    "the end of TeX": (r"\csname @@end\endcsname", f"'\\csname' {IN} (did you mean '\\smile'?)"),
    "an error that asks": (r"\errmessage{x}", f"'\\errmessage' {IN} (did you mean '\\medspace'?)"),
    "a question": (r"\read16 to\x", f"'\\read' {IN} (did you mean '\\eta'?)"),
    "another font": (r"\font\x=owned \x x", f"'\\font' {IN} (did you mean '\\oint'?)"),
    "Lua": (r"\directlua{os.execute('touch owned')}", f"'\\directlua' {IN} (did you mean '\\delta'?)"),
    "a special": (r"\special{ps: x}", f"'\\special' {IN} (did you mean '\\sec'?)"),
    "a package": (r"\RequirePackage{shellesc}\ShellEscape{touch owned}", f"'\\RequirePackage' {IN} {LISTED}"),
    "verbatim": (r"\verb|x|", f"'\\verb' {IN} (did you mean '\\vert'?)"),
    "a box that leaves math": (r"\mbox{$\input{/etc/passwd}$}", "'{' without its partner"),
    "a number without an end": (r"\rule{99999999cm}{1cm}", f"'\\rule' {IN} (did you mean '\\le'?)"),
}
