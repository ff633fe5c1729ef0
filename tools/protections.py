"""Each protection taken out in turn: a test must fail without it.

A copy of the project loses one protection by a small change of one file, and the tests of its row run there. They must fail by an
assertion or a refusal, not since the copy is broken. Run `make protections`; words after the command choose rows by their names.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 300  # seconds: what a row may take
REFUSED = re.compile(r"assert |AssertionError|Failed: DID NOT RAISE|gen\.\w+\.\w+")


@dataclass(frozen=True, slots=True)
class Protection:
    """What protects, where it is taken out (`old`, which stands once in the file, becomes `new`), and the tests that must miss it."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def _row(name: str, file: str, old: str, new: str, *tests: str) -> Protection:
    return Protection(name, file, old, new, tuple(f"tests/{test}" for test in tests))


_ROUTES = "test_verify.py::test_a_build_confirms_by_every_route_and_on_other_numbers"
_BANK = "test_bank.py::test_"
_NO_VALUE_IN_A_ROW = "test_axes.py::test_what_has_no_value_is_refused_with_its_row"
_MISPRINT = "test_mutants.py::test_mutant_of_the_printer_is_refused_by_what_reads_the_page"
_STRUCTURE = "test_mutants.py::test_mutant_of_counts_claims_and_matrices_is_refused"
_BROKEN = "test_broken.py::test_a_broken_file_gives_its_messages_and_exit_code_2"
_UPDATED = "test_training.py::test_verification_refuses_a_wrong_gradient_within_training"
_BENDS = "test_second_derivatives.py::test_what_is_no_second_derivative_is_refused"
_REFUSED_NUMBER = "test_number.py::test_what_does_not_exist_is_refused_in_words"
_NO_VALUE = "test_rules.py::test_what_has_no_value_is_refused"
_NO_MEANING = "test_faults.py::test_what_has_no_meaning_is_told"
_IN_VAIN = "test_nothing_in_silence.py::test_what_is_stated_in_vain_is_a_finding_until_it_is_acknowledged"
_LIMITS = "test_limits.py::"
_SHORTER = "test_shorter_forms.py::test_"
_COMMANDS = "hostile/test_limits_of_commands.py::"
_FILE_NAMES = "hostile/test_files.py::"
_LATER = "hostile/test_thought_of_later.py::test_an_attack_ends_in_words["
_HARMS = "test_inspection.py::test_a_logo_that_harms_who_opens_it_is_refused["
_WRITTEN = "hostile/test_written.py::test_an_attack_is_told_in_words["
_TOO_LARGE = "test_limits.py::test_what_is_too_large_is_refused_by_its_size"
_OUTSIDE = "test_pdf.py::test_an_authors_latex_reads_and_writes_nothing_outside_and_runs_nothing"
_USER = "test_pdf.py::test_tex_knows_neither_the_users_styles_nor_the_day"
_STAMPS = "test_stamps.py::test_"
_PAGES = "test_html.py::test_"
_PREVIEW = "test_preview.py::test_"
_STARTER = "test_starter.py::test_"
_SCHEMA = "test_schema.py::test_"
_ROSTER = "test_rosters.py::test_a_list_is_read_as_it_says_beside_it"
_STORED = "test_pages.py::test_a_stored_layout_with_too_little_room_is_refused"
_LISTING = "test_gaps.py::test_a_listing_that_is_not_the_authors_is_refused"
_FIGURE = "test_blanks.py::test_a_figure_that_is_wrong_is_refused"
_WORKED = "test_short_answers.py::test_a_number_or_formula_that_is_printed_wrong_is_refused"
_ANSWERS = "test_published.py::test_every_kind_of_answer_can_be_published"
_FORMULAS = "test_published.py::test_formulas_of_arrays_are_compared_as_arrays"
_DECIMAL = "test_published.py::test_a_decimal_is_right_if_it_is_the_value_rounded_to_its_digits"
_FILES = "test_files_of_a_build.py"
_GRADED = "test_grading_sheet.py::test_a_sheet_that_tells_something_else_is_refused"
_SPOILT = "test_printed_lines.py::test_key_that_tells_more_or_less_is_refused"
_ENTRIES_READ = "test_readback.py::test_an_altered_form_is_refused"
_READER = "test_printed_lines.py::test_reader_refuses_latex_that_says_something_else"
_CAGE = "test_cage.py::"
_ENDS = f"{_CAGE}test_whatever_tex_does_it_ends_with_a_message"
_SIGNAL = "test_a_signal_ends_a_build_with_all_that_it_started"
_ALTERED = "test_certificate.py::test_every_difference_is_seen"
_COVERED = "test_wheel.py::test_a_certificate_covers_sources_in_all_folders"
_INSPECTION = "test_inspection.py::"
_HELD = f"{_INSPECTION}test_what_does_not_come_from_the_tool_is_found"
_SAID = f"{_INSPECTION}test_a_source_that_shows_something_else_is_refused"
_PICTURES = "test_author_pictures.py::"
_PNG = f"{_PICTURES}test_a_png_that_tex_could_not_read_is_refused"
_DRAWING = f"{_PICTURES}test_a_drawing_with_more_than_lines_is_refused"
_SHOWN = f"{_PICTURES}test_a_picture_is_on_sheet_and_key_of_a_variant_and_in_its_certificate"
_PAINTS = f"{_INSPECTION}test_text_is_read_as_a_page_paints_it"
_LOGO = f"{_INSPECTION}test_a_logo_loses_its_authors_name_and_keeps_its_picture"

_FOUND, _CASES = "test_inverse.py::test_", "test_cases.py::test_"
_UNMARKED = "test_markdown.py::test_what_the_subset_lacks_is_refused_at_its_place["
_FORMULA = "test_author_math.py::test_what_no_formula_holds_is_refused_at_its_place"

PROTECTIONS = [
    # Places to fill in, and short answers
    _row(
        "places: a listing is the author's, with nothing in its gaps",
        "gen/proofread/listings.py",
        '            if unicodedata.normalize("NFC", wanted) != unicodedata.normalize("NFC", found):',
        "            if False:",
        _LISTING,
    ),
    _row(
        "places: the key has the prompt of the sheet",
        "gen/proofread/listings.py",
        '    if view.filled and _LISTING.sub("", view.filled) != _LISTING.sub("", view.prompt):',
        "    if False:",
        _LISTING,
    ),
    _row(
        "places: each gap is told with its code",
        "gen/proofread/listings.py",
        "    if not found or found[1] != gap or _read(found[2]) != answers[int(gap)]:",
        "    if False:",
        "test_gaps.py::test_a_gap_that_the_key_tells_otherwise_is_refused",
    ),
    _row(
        "places: labels at their numbers",
        "gen/proofread/figure_blanks.py",
        "        if written.get(number) != label:",
        "        if False:",
        _FIGURE,
    ),
    _row(
        "places: the figure of the sheet in the key", "gen/proofread/figure_blanks.py", "    if emptied != sheet:", "    if False:", _FIGURE
    ),
    _row(
        "places: no label on the sheet",
        "gen/proofread/figure_blanks.py",
        "        if shown in written.values():",
        "        if False:",
        _FIGURE,
    ),
    _row(
        "places: a weight on its own edges",
        "gen/proofread/figure_blanks.py",
        "            if not _multiplies(blanks[number], source, target, figure.cell):",
        "            if False:",
        _FIGURE,
    ),
    _row(
        "places: a label is left out wherever it is",
        "gen/figures/blanks.py",
        "        if parts:",
        "        if False:",
        "test_blanks.py::test_a_label_that_is_shown_in_another_one_is_refused",
    ),
    _row(
        "answers: a range of room has no height in between",
        "gen/typeset/pagination.py",
        "        return block.most",
        "        return block.need",
        "test_short_answers.py::test_a_range_of_room_has_no_height_in_between",
    ),
    _row(
        "answers: no longer than the sheet allows",
        "gen/questions/ideas.py",
        "        if words > item.words:",
        "        if False:",
        "test_short_answers.py::test_what_does_not_fit_is_told",
    ),
    _row(
        "answers: numbers read back",
        "gen/proofread/model_answers.py",
        "                if not found.contains(value):",
        "                if False:",
        _WORKED,
    ),
    _row(
        "answers: formulas read back",
        "gen/proofread/model_answers.py",
        "        found = ConstantArray(found)\n    if not found.contains(value):",
        "        found = ConstantArray(found)\n    if False:",
        _WORKED,
    ),
    # Numbers that are to be found, and cases
    _row(
        "found: a wrong witness",
        "gen/questions/inverse.py",
        "    if own.wrong:\n        raise",
        "    if False:\n        raise",
        f"{_FOUND}what_cannot_be_asked_is_told",
    ),
    _row(
        "found: letters of an answer",
        "gen/questions/inverse.py",
        "if use.var not in {*letters, *item.given}:",
        "if False:",
        f"{_FOUND}an_answer_has_no_letters_but_those_of_the_witness",
    ),
    _row(
        "found: both sides once more",
        "gen/verify/requirements.py",
        "(x, y) for x, y in zip(a",
        "(x, x) for x, y in zip(a",
        f"{_FOUND}a_requirement_is_confirmed_by_its_signs",
    ),
    _row(
        "found: a region with a hole",
        "gen/questions/regions.py",
        "    if point is not None:",
        "    if False:",
        f"{_FOUND}the_only_right_answer_is_known_where_it_is_proved",
    ),
    _row(
        "found: a path ends in a contradiction that adds up",
        "gen/questions/linear_pieces.py",
        "    if not is_contradiction(bounds, found):",
        "    if False:",
        f"{_FOUND}a_path_ends_only_where_bounds_add_up_to_a_contradiction",
    ),
    _row(
        "found: a proof tried at points",
        "gen/questions/regions.py",
        "return Check(PROVED, _compared(question, CONFIRMING, 0))",
        "return Check(PROVED, CONFIRMING)",
        f"{_FOUND}a_mutant_of_what_judges_numbers_is_noticed",
    ),
    _row(
        "found: points on both sides",
        "gen/questions/regions.py",
        "if min(inside, outside) < fewest:",
        "if False:",
        f"{_FOUND}a_region_that_no_point_meets_is_not_taken_for_checked",
    ),
    _row(
        "found: a proof for all values",
        "gen/questions/identities.py",
        "if not _is_shown(relation, own, names):",
        "if False:",
        f"{_FOUND}what_does_not_hold_for_all_values_or_is_not_proved_is_told",
    ),
    _row(
        "found: numbers of a table",
        "gen/proofread/cases.py",
        "if not read.contains(value):",
        "if False:",
        f"{_FOUND}a_table_of_cases_is_read_back_and_another_number_in_it_is_noticed",
    ),
    _row(
        "found: heads of a table",
        "gen/proofread/cases.py",
        "if not page.read(text(e), head, symbols=True).contains(value):",
        "if False:",
        f"{_FOUND}a_column_is_what_its_head_gives_in_each_row",
    ),
    _row(
        "cases: how many",
        "gen/format/cases.py",
        "if (count := prod(map(len, lists))) > MAX_CASES:",
        "if (count := prod(map(len, lists))) < 0:",
        f"{_CASES}what_is_no_list_of_cases_is_told_with_its_place",
    ),
    _row(
        "cases: of one shape",
        "gen/format/cases.py",
        "if var in first and shape_of(one.value) != first[var]",
        "if False",
        f"{_CASES}what_is_no_list_of_cases_is_told_with_its_place",
    ),
    _row(
        "cases: that nothing asks about",
        "gen/questions/kinds.py",
        'if "over" in item.stated and not any',
        "if False and not any",
        f"{_CASES}cases_that_nothing_asks_about_are_refused",
    ),
    # Functions over rows or columns
    _row(
        "axes: the words are no names",
        "gen/syntax/parse.py",
        "        if var.name in AXES:",
        "        if False:",
        "test_axes.py::test_the_words_are_no_names_and_other_ways_to_name_an_axis_are_told",
    ),
    _row("axes: rows of one entry", "gen/functions/by_axis.py", "if _along(first, axis) == SCALAR:", "if False:", _NO_VALUE_IN_A_ROW),
    _row(
        "axes: what a mask has", "gen/functions/array_values.py", "if any(m not in (0, 1) for m in kept):", "if False:", _NO_VALUE_IN_A_ROW
    ),
    _row(
        "axes: the word is read",
        "gen/proofread/reader.py",
        'f"{word}_{self.take()}" if self.kind() == "axis"',
        'f"{word}_rows" if self.kind() == "axis" and self.take()',
        "test_axes.py::test_a_key_with_the_other_axis_is_refused",
    ),
    # A text is a part of Markdown
    _row(
        "text: nothing but the part",
        "gen/format/markdown.py",
        "        if kind in _REFUSED:",
        "        if False:",
        f"{_UNMARKED}HTML in a line]",
    ),
    _row("text: its length", "gen/format/markdown.py", "if len(text.value) > MAX_LENGTH:", "if False:", f"{_UNMARKED}a long text]"),
    _row(
        "text: lists in lists",
        "gen/format/markdown.py",
        "if len(self.numbers) == MAX_LISTS + 1:",
        "if False:",
        f"{_UNMARKED}lists in lists]",
    ),
    _row(
        "text: marks in marks",
        "gen/format/markdown.py",
        "if self.spans == MAX_SPANS + 1:",
        "if False:",
        f"{_WRITTEN}resources: words marked 3,000 times]",
    ),
    _row("text: no cell is lost", "gen/format/markdown.py", "if cells > columns:", "if False:", f"{_UNMARKED}more cells than columns]"),
    _row(
        "text: no display in a table",
        "gen/format/markdown.py",
        'piece.kind in ("slot", "formula")',
        "False",
        f"{_UNMARKED}a display in a cell]",
    ),
    _row(
        "text: code fits its line",
        "gen/format/markdown.py",
        "if len(line) > room:",
        "if False:",
        f"{_UNMARKED}a long line of code]",
    ),
    _row(
        "text: a listing has an end",
        "gen/format/markdown.py",
        'if match["fence"] and blocks:',
        'if (match["fence"] or match["endless"]) and blocks:',
        f"{_UNMARKED}a listing without an end]",
    ),
    _row(
        "text: code is escaped",
        "gen/page/blocks.py",
        "escape(code)",
        "code",
        "test_markdown.py::test_only_commands_of_ours_come_out_of_any_text",
    ),
    _row(
        "the width of a table",
        "gen/check/page_limits.py",
        'if wide > room:\n            message = f"a table',
        'if False:\n            message = f"a table',
        f"{_BROKEN}[wide-table]",
    ),
    _row(
        "points are for the question that is answered",
        "gen/proofread/points.py",
        "if question and not _answers_question(name, question, one, item):",
        "if False:",
        "test_markdown.py::test_points_for_another_question_are_refused",
    ),
    # An author's LaTeX is read
    _row("formula: known commands only", "gen/syntax/read_math.py", "            raise self.stray(word)\n", "            pass\n", _FORMULA),
    _row(
        "formula: one exponent",
        "gen/syntax/read_math.py",
        '                if above is not None:\n                    raise self.fault("a second',
        '                if False:\n                    raise self.fault("a second',
        _FORMULA,
    ),
    _row(
        "formula: macros that grow",
        "gen/syntax/read_math.py",
        "if self.signs > MAX_SIGNS or depth > MAX_DEPTH:",
        "if False:",
        "test_author_math.py::test_macros_cannot_make_a_formula_grow_without_end",
    ),
    # Numbers are confirmed
    _row(
        "route: dual numbers", "gen/verify/compare.py", "for route in ROUTES\n    ]", "for route in ROUTES if route != DUAL\n    ]", _ROUTES
    ),
    _row("route: central differences", "gen/verify/compare.py", "    DIFFERENCES: route_differences.route,\n", "", _ROUTES),
    _row(
        "route: SymPy equation by equation",
        "gen/verify/compare.py",
        '    "SymPy\'s derivative of each equation": route_sympy.route,\n',
        "",
        _ROUTES,
    ),
    _row("route: SymPy's closed form", "gen/verify/compare.py", "    if seen:\n", "    if False:\n", _ROUTES),
    _row(
        "a route refuses another number",
        "gen/verify/tolerance.py",
        "    if not _is_close(value, other, off):\n",
        "    if False:\n",
        "test_mutants.py::test_mutant_of_the_engine_is_refused_by_verification[relu: value plus 1]",
    ),
    _row(
        "all derivatives at once",
        "gen/verify/compare.py",
        "        if close(total, moved):\n",
        "        if True:\n",
        "test_entrywise.py::test_each_route_alone_refuses_a_wrong_entry_of_any_line",
    ),
    _row(
        "slopes of functions of several values",
        "gen/verify/compare.py",
        "and close(total, found[eqn.out].local_tangent):",
        "and True:",
        "test_entrywise.py::test_each_route_alone_refuses_a_wrong_entry_of_any_line",
    ),
    _row(
        "a line that nothing confirms",
        "gen/verify/compare.py",
        '    if left:\n        raise VerificationError(f"{route}',
        '    if False:\n        raise VerificationError(f"{route}',
        "test_entrywise.py::test_a_line_that_nothing_confirms_is_refused",
    ),
    _row(
        "an array has the shape of its entries",
        "gen/verify/compare.py",
        "            if len(names) != len(found):\n",
        "            if False:\n",
        "test_entrywise.py::test_an_array_of_another_shape_is_refused",
    ),
    _row(
        "general rules written out",
        "gen/questions/values.py",
        "_confirmed(at_random, lambda rule: verify_rule(rule, finer, recurrence))",
        "{}",
        "test_general_rule.py::test_rules_are_among_the_checks",
    ),
    _row(
        "general rules with random numbers",
        "gen/questions/values.py",
        "_confirmed(one.rules, lambda rule: verify_rule_at_random(rule, recurrence))",
        "{}",
        "test_general_rule.py::test_rules_are_among_the_checks",
    ),
    _row(
        "general rules read back",
        "gen/proofread/statements.py",
        "read_rules(statement, sentence, one, item, latex)",
        "[]",
        "test_general_rule.py::test_misprint_in_a_rule_is_refused",
    ),
    _row(
        "other numbers",
        "gen/questions/values.py",
        ", *(evaluate_on_probes(one.plan, recurrence, item.where) if on_probes else ())",
        "",
        "test_verify.py::test_a_factor_that_is_lost_where_it_is_1_is_refused_on_other_numbers",
    ),
    _row(
        "180 digits to confirm 60",
        "gen/questions/digits.py",
        "digits: int = 3 * DIGITS) ->",
        "digits: int = DIGITS) ->",
        "test_differentiate.py::test_a_function_near_its_limit_is_no_disagreement",
    ),
    _row(
        "digits that are not enough",
        "gen/questions/digits.py",
        "if not all(map(nearly_equal, numbers(step.value), numbers(more.values[step.lhs]))):",
        "if False:",
        "test_oracles.py::test_value_whose_digits_have_cancelled_is_refused_or_right",
    ),
    _row(
        "digits that are not certain are not shown",
        "gen/questions/digits.py",
        "if not all(is_certain(x, more, shown) for",
        "if False and not all(is_certain(x, more, shown) for",
        "test_random_keys.py::test_what_cannot_be_told_is_refused_by_name[digits beyond those computed]",
    ),
    _row(
        "points stand in the key as in the rubric",
        "gen/proofread/points.py",
        "if found[name] != wanted[name]:",
        "if False:",
        "test_random_keys.py::test_points_that_are_lost_or_changed_are_refused",
    ),
    _row(
        "counts are counted again",
        "gen/verify/counts.py",
        "if step.value != found:",
        "if False:",
        f"{_STRUCTURE}[count: a parameter left out]",
    ),
    _row(
        "formulas of a count are counted with numbers",
        "gen/verify/counts.py",
        "if (told := size_in_numbers(form, numbers)) != wanted:",
        "if (told := size_in_numbers(form, numbers)) is None:",
        "test_counts.py::test_a_wrong_count_is_refused[a formula with a term too many]",
    ),
    _row(
        "what counts are compared by is counted again",
        "gen/verify/counts.py",
        "if step.value != found.get(step.lhs):",
        "if False:",
        "test_counts.py::test_a_wrong_count_is_refused[a share of the wrong whole]",
    ),
    _row(
        "shapes are those of rows and columns",
        "gen/verify/counts.py",
        "if not same_shape(own, found[var.name]):",
        "if False:",
        "test_name_shapes.py::test_a_wrong_shape_is_refused[a bias as large as the batch]",
    ),
    _row(
        "a shape on a page is that of its cell",
        "gen/proofread/shapes.py",
        "if not _is_shape(piece.expr, found, one.reading.cell, item, numbers):",
        "if False:",
        "test_name_shapes.py::test_a_wrong_shape_is_refused[a matrix turned on the page]",
    ),
    _row(
        "a share on a page is that of its counts",
        "gen/proofread/statements.py",
        "if off > (0 if exact else Fraction(1, 2 * 10 ** max(digits, 1))):",
        "if False:",
        "test_counts.py::test_a_wrong_count_is_refused[a share that is rounded to less]",
    ),
    _row(
        "sizes that contradict confirm no count",
        "gen/verify/parameter_sizes.py",
        "if self.known.get(a, self.known.get(b)) != self.known.get(b, self.known.get(a)):",
        "if False:",
        "test_shapes.py::test_entries_that_do_not_work_out_are_no_confirmation",
    ),
    _row(
        "a layer has the layer below as input",
        "gen/verify/parameter_sizes.py",
        "own[name] = (below[source],)",
        "own[name] = declared[name]",
        "test_shapes.py::test_a_stack_is_counted_layer_by_layer",
    ),
    _row(
        "a counterexample breaks the claim",
        "gen/questions/deciding.py",
        "        verify_relation(self.claim, False, recurrence, found.steps)\n",
        "",
        f"{_STRUCTURE}[claim: a true instance taken for a counterexample]",
    ),
    _row(
        "a counterexample meets the hypotheses",
        "gen/questions/deciding.py",
        "verify_relation(hypothesis, True, recurrence, t)",
        "pass",
        f"{_STRUCTURE}[claim: numbers against a hypothesis]",
    ),
    _row(
        "a true claim needs a proof",
        "gen/questions/deciding.py",
        "            if self.search.met and self.is_proved_by_sympy():",
        "            if True:",
        "test_claims.py::test_an_undecided_claim_is_a_fault",
    ),
    _row(
        "what is proved holds on numbers",
        "gen/questions/deciding.py",
        "            verify_relation(self.claim, True, recurrence, one.steps)\n",
        "            pass\n",
        f"{_STRUCTURE}[claim: everything contradicts itself]",
    ),
    _row(
        "inequalities add up to a contradiction",
        "gen/questions/contradictions.py",
        "    if not is_contradiction(constraints, found):",
        "    if False:",
        "test_claims_that_arrive.py::test_a_sum_that_is_no_contradiction_proves_nothing",
    ),
    _row(
        "an induction assumes nothing where its claim has no value",
        "gen/questions/claim_proofs.py",
        "    if len(forms.domain) > before:",
        "    if False:",
        "test_claims_that_arrive.py::test_a_wrong_induction_is_not_given",
    ),
    _row(
        "both sides are known apart",
        "gen/questions/comparison.py",
        "    if abs(x - y) <= _TOLD * max(abs(x), abs(y)):",
        "    if False:",
        "test_claims_that_arrive.py::test_rounded_sides_that_are_near_decide_nothing",
    ),
    _row(
        "matrices are not exchanged in a proof",
        "gen/questions/proofs.py",
        "symbol(rest) if rest and",
        "sympy.Mul(*rest) if rest and",
        "test_claims.py::test_a_wrong_verdict_is_not_given",
    ),
    _row(
        "gates are turned",
        "gen/questions/gate_questions.py",
        "        _confirm(cell, evidence)\n",
        "        pass\n",
        "test_roles.py::test_a_role_that_the_structure_does_not_tell_is_a_fault",
    ),
    _row(
        "jacobians on dual numbers",
        "gen/questions/open_questions.py",
        "    verify_slope(equations[now].written, before, step, inner)\n",
        "",
        f"{_STRUCTURE}[jacobian: with another sign]",
    ),
    _row(
        "nothing is verified without a check",
        "gen/model/verified.py",
        "if self.derivation.numbers and not self.checks:",
        "if False:",
        "test_verify.py::test_nothing_is_verified_without_a_check",
    ),
    _row(
        "what verifies knows no rules",
        "gen/verify/dual.py",
        "from gen.verify.tolerance import MP, mpf, plus, times\n",
        "from gen.functions import registry as rules\nfrom gen.verify.tolerance import MP, mpf, plus, times\n",
        "test_architecture.py::test_what_verifies_knows_nothing_of_what_it_verifies",
    ),
    _row(
        "a kink needs a convention",
        "gen/functions/registry.py",
        "    if convention not in conventions:\n"
        '        raise NoConvention(f"{convention} is needed here and the item states no convention for it")\n'
        "    return conventions[convention]",
        "    return conventions.get(convention, Fraction(0))",
        "test_rules.py::test_what_holds_at_a_kink_is_what_is_stated_or_nothing",
    ),
    _row("a sign too near 0", "gen/algebra/numbers.py", "x.copy_abs() < _TINY", "False", _REFUSED_NUMBER),
    # What is printed is read back
    _row(
        "a build reads its key back",
        "gen/check/exam.py",
        "proofread_exam(key, solved, memo))",
        '{item.name: Check("", 1) for problem in key.problems for item in problem.items})',
        "test_mutants.py::test_build_of_a_misprint_is_refused[exam]",
    ),
    _row(
        "the sheet has the numbers of the key",
        "gen/proofread/proofread.py",
        "if not any(found.contains(given.value) for found in values):",
        "if False:",
        "test_printed_lines.py::test_sheet_with_other_numbers_than_the_key_starts_from_is_refused",
    ),
    _row(
        "slips: the printed number",
        "gen/proofread/slips.py",
        "if earned == [rule.points] and found.contains(slip.number):",
        "if earned == [rule.points]:",
        "test_slips.py::test_a_key_that_prices_another_number_is_refused[a number]",
    ),
    _row(
        "slips: the printed points",
        "gen/proofread/slips.py",
        "if earned == [rule.points] and found.contains(slip.number):",
        "if found.contains(slip.number):",
        "test_slips.py::test_a_key_that_prices_another_number_is_refused[points]",
    ),
    _row(
        "slips: confirmed by definitions",
        "gen/questions/slips.py",
        '            yield verify_formula(f"a slip of {text(slip.of)}", slip.value, slip.number, env, workings.asked.item.conventions)',
        "            yield 0.0",
        "test_slips.py::test_a_slip_is_confirmed_by_definitions",
    ),
    _row(
        "slips: none is right",
        "gen/questions/slips.py",
        "        if _near(slip.number, derivation.values[slip.of], item, shown):",
        "        if False:",
        "test_slips.py::test_draws_for_which_a_slip_is_right_or_two_are_the_same_are_rejected",
    ),
    _row(
        "slips: of arrays are a person's",
        "gen/export/numbers.py",
        "    if any(shape_of(derivation.values[slip.of]) != SCALAR for _, slip in priced_slips(item)):",
        "    if False:",
        "test_slips.py::test_a_machine_marks_where_every_rule_prices_a_number",
    ),
    _row(
        "slips: Canvas leaves them to a person",
        "gen/export/canvas_questions.py",
        "    if any(one.share != 1 for slot in question.slots for one in slot.accepted):",
        "    if False:",
        "test_slips.py::test_qti_marks_slips_and_canvas_leaves_them_to_a_person",
    ),
    _row(
        "the grading sheet: numbers",
        "gen/proofread/grading.py",
        "            seen.append(_read_number(line, told.step, one.derivation.values, item, plain))",
        "            seen.append(0.0)",
        f"{_GRADED}[a number]",
    ),
    _row(
        "the grading sheet: formulas",
        "gen/proofread/grading.py",
        "            seen += read_formulas([replace(told, forms=(line.form,), signs=(line.relation,))], item, latex)",
        "            seen += [0.0]",
        f"{_GRADED}[a formula]",
    ),
    _row(
        "the grading sheet: points",
        "gen/proofread/grading.py",
        "        if points != earned:",
        "        if False:",
        f"{_GRADED}[points]",
    ),
    _row(
        "the grading sheet: answers",
        "gen/proofread/grading.py",
        "    for what in wanted - {*first, *lines}:",
        "    for what in wanted - wanted:",
        f"{_GRADED}[a lost answer]",
    ),
    _row(
        "the grading sheet: rules",
        "gen/proofread/grading.py",
        "    if wanted != found:",
        "    if False:",
        f"{_GRADED}[a lost rule]",
    ),
    _row(
        "the grading sheet: what holds for all",
        "gen/proofread/grading.py",
        "    if key.grading and {text: where for where, text in key.grading.standing} != told:",
        "    if False:",
        f"{_GRADED}[what holds for all]",
    ),
    _row(
        "forms have their value",
        "gen/proofread/forms.py",
        "if not found.contains(step.value):",
        "if False:",
        _ENTRIES_READ,
    ),
    _row(
        "the rule of a column gives its cells",
        "gen/proofread/forms.py",
        "    if found.contains(step.value):\n        return True\n",
        "    return True\n",
        f"{_MISPRINT}[the rule of another column]",
    ),
    _row(
        "a rule is that of some rows",
        "gen/proofread/forms.py",
        "if rows < FEWEST:",
        "if False:",
        "test_time_table.py::test_a_rule_that_gives_no_row_is_refused",
    ),
    _row(
        "below a table stands a reason for a cell of it",
        "gen/proofread/printed_steps.py",
        'if about != f"{latex',
        'if False and f"{latex',
        "test_time_table.py::test_a_note_about_another_cell_is_refused",
    ),
    _row(
        "what stands beside dots is what the general rule has there",
        "gen/proofread/elided.py",
        "if not _is_term(sign, term, factors, symbols, read):",
        "if False:",
        "test_elided.py::test_other_terms_beside_the_dots_are_refused[another second term]",
    ),
    _row(
        "dots stand for terms in between",
        "gen/proofread/elided.py",
        "first + last < len(terms) if dots",
        "first + last <= len(terms) if dots",
        "test_elided.py::test_other_terms_beside_the_dots_are_refused[dots in the place of nothing]",
    ),
    _row(
        "a slope that the page names is told",
        "gen/proofread/printed_steps.py",
        "return not any(name in printed for name in names)",
        "return True",
        "test_time_table.py::test_another_rule_of_vectors_is_refused[a rule with a slope that nothing tells]",
    ),
    _row(
        "a cell stands once",
        "gen/proofread/printed_tables.py",
        "if (head, time) in found:",
        "if False:",
        "test_time_table.py::test_a_column_that_stands_twice_is_refused",
    ),
    _row(
        "forms end with a number",
        "gen/proofread/forms.py",
        "not _VALUE.fullmatch(without_room(steps.forms[-1]))",
        "False",
        f"{_MISPRINT}[the value left out]",
    ),
    _row(
        "every step is told",
        "gen/proofread/printed_steps.py",
        "if isinstance(step, Statement) or not untold:",
        "if False:",
        f"{_MISPRINT}[a step is lost]",
    ),
    _row(
        "what is left to an earlier item is told there",
        "gen/proofread/proofread.py",
        "if earlier.get(label, {}).get(lhs) != one.derivation.values[lhs]:",
        "if False:",
        "test_printed_lines.py::test_value_left_to_an_item_that_does_not_tell_it_is_refused[others]",
    ),
    _row(
        "a heading names the earlier item",
        "gen/proofread/proofread.py",
        'if not any(f" {escape(label)})" in heading for heading in headings):',
        "if False:",
        "test_printed_lines.py::test_value_left_to_an_item_that_no_heading_names_is_refused",
    ),
    _row(
        "steps are told in order",
        "gen/proofread/printed_steps.py",
        "    told = _told(view)\n    for step in one.derivation.steps:\n",
        "    told = _told(view)\n"
        "    chains.sort(key=lambda chain: [latex.expr(step.lhs) for step in one.derivation.numbers].index(chain.left))\n"
        "    for step in one.derivation.steps:\n",
        f"{_MISPRINT}[steps in another order]",
    ),
    _row(
        "no step is told twice",
        "gen/proofread/printed_steps.py",
        "    for left in (*(f",
        "    for left in () and (*(f",
        f"{_SPOILT}[steps told again]",
    ),
    _row(
        "signs of equality",
        "gen/proofread/forms.py",
        "if list(printed.signs) != wanted:",
        "if False:",
        f"{_MISPRINT}[always a sign of approximation]",
    ),
    _row(
        "what the numbers mean follows from them",
        "gen/proofread/meaning.py",
        "if not holds(**match.groupdict()):",
        "if False:",
        "test_meaning.py::test_a_sentence_that_does_not_hold_is_refused[a wrong factor]",
    ),
    _row(
        "a ReLU that is told to be inactive is",
        "gen/proofread/meaning.py",
        "if not found or any(active_piece",
        "if not found or False and any(active_piece",
        "test_meaning.py::test_a_sentence_that_does_not_hold_is_refused[at its kink]",
    ),
    _row(
        "a ReLU at its kink is not inactive",
        "gen/document/meaning.py",
        "all(x < 0 for x in",
        "all(x <= 0 for x in",
        "test_meaning.py::test_a_key_says_what_is_notable_and_nothing_else[at its kink]",
    ),
    _row("reasons hold", "gen/proofread/reasons.py", "if not _is_true(", "if False and _is_true(", f"{_MISPRINT}[reason: the other side]"),
    _row(
        "a zero has its own reason",
        "gen/proofread/reasons.py",
        "if all(term and term <= zero for term in terms):",
        "if True:",
        "test_zeros.py::test_another_zero_is_no_reason[a later zero]",
    ),
    _row(
        "reasons are told",
        "gen/proofread/reasons.py",
        "if steps.forms and not steps.reasons and",
        "if False and",
        f"{_MISPRINT}[reason: left out]",
    ),
    _row(
        "relations in sentences hold",
        "gen/proofread/relations.py",
        "if not rest or not all(",
        "if not rest or False and not all(",
        f"{_MISPRINT}[an outcome with another relation]",
    ),
    _row(
        "sentences have their formulas",
        "gen/proofread/statements.py",
        "if len(formulas) < _has_numbers(statement):",
        "if False:",
        f"{_SPOILT}[a formula lost]",
    ),
    _row(
        "vectors and matrices alone are bold",
        "gen/proofread/forms.py",
        "if bool(_BOLD.search(name)) != (is_array and not latex.plain):",
        "if False:",
        "test_mutants.py::test_letters_of_another_weight_are_refused[every name is bold]",
    ),
    _row(
        "a pair of eigenvalues is read back",
        "gen/proofread/statements.py",
        "if not read.contains(values[part]):",
        "if False:",
        "test_mutants.py::test_a_wrong_pair_of_eigenvalues_is_refused",
    ),
    _row(
        "a minus sign needs brackets",
        "gen/proofread/reader.py",
        "        base = self.primary()\n",
        '        base = -self.primary() if self.next_is("-") and self.take("-") else self.primary()\n',
        f"{_READER}[2 \\\\cdot -3]",
    ),
    _row(
        "an array is read in its shape",
        "gen/proofread/intervals.py",
        "and self.shape == value.shape and",
        "and",
        f"{_ENTRIES_READ}[a column as a row]",
    ),
    _row(
        "no digit vanishes in the room of another",
        "gen/proofread/tokens.py",
        r"\\phantom\{[-.0]+\}",
        r"\\phantom\{[^{}]+\}",
        "test_numbers_on_paper.py::test_room_holds_nothing_but_zeros_a_point_and_a_sign",
    ),
    _row(
        "a dot between arrays is no product",
        "gen/proofread/factors.py",
        r'case r"\cdot" | r"\," if len(arrays) < 2:',
        r'case r"\cdot" | r"\," if len(arrays) < 2 or sign == r"\cdot":',
        f"{_ENTRIES_READ}[a dot for a product of entries]",
    ),
    _row(
        "daggers stand where they must",
        "gen/proofread/forms.py",
        "if False in lands:",
        "if False:",
        "test_readback.py::test_a_dagger_stands_where_the_printed_numbers_give_other_digits",
    ),
    # Exam and key fit, and the exam tells nothing
    _row(
        "TeX's places are compared",
        "gen/typeset/building.py",
        "    check_places(layout, made.report.places, paper_of(made.report))\n",
        "",
        "test_pages.py::test_a_page_that_is_not_as_the_layout_has_it_is_refused",
    ),
    _row(
        "places to 0.01 pt",
        "gen/typeset/pagination.py",
        "or abs(y - expected) > NEAR:",
        "or abs(y - expected) > 1:",
        "test_layout.py::test_what_tex_reports_is_compared_with_the_layout_to_a_hundredth_of_a_point",
    ),
    _row(
        "too little room",
        "gen/typeset/building.py",
        "if overflows := key_overflows(laid, exam, path, stored):",
        "if overflows := []:",
        f"{_STORED}[3:13: room/a: the solution is ]",
    ),
    _row(
        "a page that is too full",
        "gen/typeset/pagination.py",
        "for number, height in heights.items() if height > paper.page + NEAR",
        "for number, height in heights.items() if False",
        "test_layout.py::test_a_page_that_holds_more_than_it_can_is_told_by_how_much",
    ),
    _row(
        "a cover that is too full",
        "gen/typeset/building.py",
        'if "cover" in made.report.lengths.get("over", {}):',
        "if False:",
        "test_pages.py::test_a_cover_with_too_many_problems_is_refused[40-3]",
    ),
    _row(
        "the exam is made without solutions",
        "gen/typeset/building.py",
        "return exam_view(checked.exam, None, memo=memo)",
        "return exam_view(checked.exam, checked.solved, memo=memo)",
        "test_leak.py::test_the_exam_is_made_without_a_look_at_the_solutions[kink]",
    ),
    _row(
        "the certificate is for staff",
        "gen/typeset/folders.py",
        'STAFF, STUDENTS = "staff", ',
        'STAFF, STUDENTS = ".", ',
        "test_certificate.py::test_what_is_published_is_not_beside_the_certificate",
    ),
    _row(
        "the graders' key is for staff",
        "gen/typeset/building.py",
        'for_staff = form == "solutions" and audience == "graders"\n',
        "for_staff = False\n",
        f"{_FILES}::test_outside_the_staffs_folder_stands_only_what_may_be_published",
    ),
    # Files of one build
    _row(
        "a folder of another exam or variant",
        "gen/typeset/folders.py",
        "if name != own), ",
        "if False), ",
        f"{_FILES}::test_a_folder_takes_one_exam_and_one_variant",
    ),
    _row(
        "a folder of another exam file of the same name",
        "gen/typeset/folders.py",
        "if before and not before.samefile(exam) else",
        "if False else",
        f"{_FILES}::test_an_exam_of_the_same_name_in_another_project_is_another_exam",
    ),
    _row(
        "a folder of another exam is refused before TeX",
        "gen/typeset/building.py",
        "    claim_folder(out, path, checked.exam.variant)\n    laid = _fitted(",
        "    laid = _fitted(",
        f"{_FILES}::test_a_folder_of_another_exam_is_refused_before_anything_is_set",
    ),
    _row(
        "so it is where a variant is set",
        "gen/typeset/building.py",
        "    claim_folder(out, path, checked.exam.variant)\n    stored = ",
        "    stored = ",
        f"{_FILES}::test_a_folder_of_another_exam_is_refused_before_anything_is_set",
    ),
    _row(
        "a variant that is too high for its layout is refused",
        "gen/typeset/building.py",
        "    if over or any(",
        "    if False and any(",
        "test_new_variant.py::test_a_variant_without_room_in_the_stored_layout_is_told_at_its_line",
    ),
    _row(
        "a form of other numbers is told",
        "gen/typeset/folders.py",
        "if shown and other.fingerprint != own.fingerprint:",
        "if False:",
        f"{_FILES}::test_what_does_not_fit_to_a_form_beside_it_is_told",
    ),
    _row(
        "a form with items at other places is told",
        "gen/typeset/folders.py",
        "elif shown and other.layout != own.layout:",
        "elif False:",
        f"{_FILES}::test_what_does_not_fit_to_a_form_beside_it_is_told",
    ),
    _row(
        "verify: copies for students",
        "gen/typeset/folders.py",
        "[own, out, out / STUDENTS] if real_path(own)",
        "[own] if real_path(own)",
        f"{_FILES}::test_a_students_copy_that_is_another_file_is_an_error",
    ),
    _row(
        "a layout promises what it holds",
        "gen/interface/layouts.py",
        "[seeds[n - 1] for n in fitting if n]",
        "seeds",
        f"{_FILES}::test_a_layout_promises_the_seeds_that_fit_and_tells_of_the_others",
    ),
    # Problems that are drawn
    _row(
        "variants of equal points",
        "gen/format/exam_problems.py",
        "        if problem.points != first.points:",
        "        if False:",
        f"{_BANK}a_group_that_cannot_be_drawn_is_refused",
    ),
    _row(
        "variants of equal minutes",
        "gen/format/exam_problems.py",
        "        elif problem.profile.minutes != first.profile.minutes:",
        "        elif False:",
        f"{_BANK}a_group_that_cannot_be_drawn_is_refused",
    ),
    _row(
        "one id for one problem",
        "gen/format/exam_problems.py",
        "        if place is not text.where:",
        "        if False:",
        f"{_BANK}a_group_that_cannot_be_drawn_is_refused",
    ),
    _row(
        "problems that only variants have",
        "gen/interface/exams.py",
        "for problem in (*left, *others)]",
        "for problem in others]",
        f"{_BANK}what_only_a_variant_has_is_checked_with_the_exam",
    ),
    _row(
        "as many problems as are drawn",
        "gen/variants/variant_file.py",
        "for ident in one.ids)) != one.number:",
        "for ident in one.ids)) < 0:",
        f"{_BANK}a_variant_file_names_what_was_drawn",
    ),
    _row(
        "a page for what is drawn",
        "gen/typeset/pagination.py",
        "        below = bool(pages) and not group[0].begins_page",
        "        below = bool(pages)",
        f"{_BANK}one_layout_has_room_for_all_that_may_be_drawn",
    ),
    _row(
        "the grading sheet: minutes",
        "gen/proofread/grading.py",
        "    if told != wanted:",
        "    if False:",
        f"{_BANK}printed_minutes_are_read_back",
    ),
    _row(
        "the grading sheet: sum of minutes",
        "gen/proofread/grading.py",
        "    if told and key.grading.minutes_in_all",
        "    if not told and key.grading.minutes_in_all",
        f"{_BANK}printed_minutes_are_read_back",
    ),
    # What authors write
    _row("templates print no plain strings", "gen/typeset/templates.py", "if not isinstance(value, Tex):", "if False:", "test_render.py"),
    _row(
        "what stands in a page is escaped",
        "gen/system/templates.py",
        "autoescape=True",
        "autoescape=False",
        f"{_PAGES}what_an_author_writes_is_text",
    ),
    _row(
        "pages are read back",
        "gen/interface/pages.py",
        "    check_pages(exam, sheet, [(audience, key)], grading, memo)\n",
        "",
        f"{_PAGES}a_page_that_says_something_else_is_not_written",
    ),
    _row(
        "a picture is one that browsers show",
        "gen/inspection/pictures.py",
        '".pdf": _no_pdf, ',
        "",
        f"{_PAGES}a_picture_that_no_browser_shows_is_a_fault_at_its_place",
    ),
    _row("templates know their names", "gen/system/templates.py", "        undefined=StrictUndefined,\n", "", "test_render.py"),
    _row(
        "nothing of an author is executed",
        "gen/syntax/parse.py",
        "            return self.walk(tree.body, 0)\n",
        '            eval("0")\n            return self.walk(tree.body, 0)\n',
        "test_architecture.py::test_nothing_of_an_author_is_executed",
    ),
    _row(
        "files lie in the project",
        "gen/format/named_files.py",
        "if not real_path(file).is_relative_to(root):",
        "if False:",
        "test_pages.py::test_dots_do_not_lead_out_by_way_of_a_link",
    ),
    _row("no key stands twice", "gen/syntax/yamltree.py", "if first is not where:", "if False:", f"{_BROKEN}[duplicate-key]"),
    _row(
        "no YAML tags", "gen/syntax/yamltree.py", 'if not node.tag.startswith("tag:yaml.org,2002:") or ', "if False and ", f"{_BROKEN}[tag]"
    ),
    _row("a row that is looked up is there", "gen/functions/lookup.py", "if x not in range(1, n + 1):", "if False:", f"{_BROKEN}[lookups]"),
    _row(
        "the row of a step is there",
        "gen/questions/values.py",
        "    check_parts(trace.eqns, shapes)\n",
        "",
        f"{_BROKEN}[lookups]",
    ),
    _row("a range has entries", "gen/syntax/subscripts.py", "if last < first:", "if False:", f"{_BROKEN}[entries]"),
    _row("no text is cut at a comment", "gen/syntax/mapping_reader.py", "    if text.comment:", "    if False:", f"{_BROKEN}[cut-texts]"),
    _row("no text is missing", "gen/syntax/mapping_reader.py", "    elif not text.value.strip():", "    elif False:", f"{_BROKEN}[commas]"),
    _row(
        "no character that TeX cannot set",
        "gen/syntax/yamltree.py",
        "for offset, sign in refused_characters(node.value):",
        "for offset, sign in ():",
        "test_characters.py::test_a_refused_character_never_reaches_tex",
    ),
    _row(
        "no LaTeX for nothing",
        "gen/format/problem_file.py",
        "        if key.value not in known:",
        "        if False:",
        f"{_BROKEN}[latex-of-nothing]",
    ),
    _row(
        "no impossible day",
        "gen/messages/dates.py",
        "return None if month is None else date(",
        "return None if True else date(",
        f"{_BROKEN}[date-iso]",
    ),
    _row(
        "no step is paid twice",
        "gen/format/rubric.py",
        "if twice := [one.credits for one in result if one.credits in credits]:",
        "if twice := []:",
        f"{_BROKEN}[commas]",
    ),
    _row(
        "one count to an item",
        "gen/questions/kinds.py",
        "        elif other != what and one:",
        "        elif False:",
        f"{_BROKEN}[slips-in-ask]",
    ),
    *(
        _row(name, "gen/findings/findings.py", old, "", _IN_VAIN)
        for name, old in (
            ("nothing is stated in vain", "*unused_findings(item, around.taking), "),
            ("numbers that vary are not copied", "*around.copied, "),
            ("the last step is said", ", *horizon_findings(item, around.stem)"),
            ("no answer is paid twice", "    found += _paid_twice(item, derivation)\n"),
        )
    ),
    _row(
        "libyaml reads what PyYAML refuses",
        "gen/syntax/yamltree.py",
        "if LIBYAML and not _READ_OTHERWISE.search(self.source):",
        "if LIBYAML:",
        "test_yaml.py::test_what_libyaml_takes_otherwise_is_read_by_pyyaml",
    ),
    _row(
        "libyaml puts texts elsewhere",
        "gen/syntax/yamltree.py",
        " and _read_otherwise(event, depth, flow):",
        " and False:",
        "test_yaml.py::test_what_libyaml_takes_otherwise_is_read_by_pyyaml",
    ),
    _row("no YAML aliases", "gen/syntax/yamltree.py", "if isinstance(event, yaml.AliasEvent):", "if False:", f"{_BROKEN}[alias]"),
    _row(
        "points add up",
        "gen/format/problem_file.py",
        "if text and stated is not None and stated != points:",
        "if False:",
        f"{_BROKEN}[total]",
    ),
    _row(
        "each answer is paid for",
        "gen/solver/solve.py",
        "if name not in covered:",
        "if False:",
        f"{_NO_MEANING}[no points for the answer 'h[1]']",
    ),
    _row(
        "an item is found by the very object, not by an equal one",
        "gen/model/memo.py",
        "    return id(x)",
        "    return str(x)[:9]",
        "test_memo.py::test_texts_numbers_and_tuples_of_objects_go_by_what_they_are",
    ),
    _row(
        "no two names on paper are one",
        "gen/check/exam.py",
        "*names_alike(solved.values(), memo), ",
        "",
        "test_faults.py::test_two_values_with_one_name_on_paper_are_refused",
    ),
    _row(
        "no power at the bracket of an argument",
        "gen/proofread/reader.py",
        "if self.applies(first):",
        "if False:",
        "test_numbers_on_paper.py::test_the_reader_refuses_a_power_at_the_bracket_of_an_argument",
    ),
    _row(
        "what no page holds is refused",
        "gen/check/exam.py",
        ", *page_faults(key, solved, memo)]:",
        "]:",
        "test_page_limits.py::test_a_key_of_high_rows_is_refused_by_its_height",
    ),
    _row(
        "an answer that is printed as 0 is found",
        "gen/findings/shown_answers.py",
        "if x != 0 and near == 0:",
        "if False:",
        "test_numbers_on_paper.py::test_an_answer_that_is_printed_as_0_is_found",
    ),
    _row(
        "misprints are found",
        "gen/findings/findings.py",
        "[*wrong, *word_findings(item, derivation)]",
        "[*word_findings(item, derivation)]",
        "test_cli.py::test_check_reports_findings_with_exit_code_1",
    ),
    _row(
        "published words are compared",
        "gen/findings/findings.py",
        "[*wrong, *word_findings(item, derivation)]",
        "[*wrong]",
        f"{_ANSWERS}[a wrong role]",
    ),
    _row(
        "a slip of its own is no consequence",
        "gen/findings/published_values.py",
        "if subset and self.follows(value, [cause.value for cause in subset]):",
        "if subset:",
        "test_published.py::test_two_slips_are_two_findings",
    ),
    _row(
        "a line is compared term by term",
        "gen/findings/published_values.py",
        "elif terms := self.terms(value):",
        "elif terms := None:",
        "test_formulas.py::test_lines_are_compared_term_by_term[two slips that agree]",
    ),
    _row(
        "formulas are compared",
        "gen/questions/formula_comparison.py",
        "if theirs is not None and _near(ours, theirs):",
        "if theirs is not None:",
        f"{_FORMULAS}[classes: dL/dz = p*(y - p)]",
    ),
    _row(
        "formulas of arrays have the shape of the derivative",
        "gen/questions/formula_comparison.py",
        "if theirs is not None and shape_of(theirs) != shape_of(ours):\n        return lazy_message(",
        "if theirs is not None and shape_of(theirs) != shape_of(ours):\n        return None and lazy_message(",
        f"{_FORMULAS}[dense: dL/dW = h]",
    ),
    _row(
        "formulas are evaluated by definitions",
        "gen/questions/formula_confirmation.py",
        "            checks.append(_evaluated(formulas, values, cell, recurrence.conventions))\n",
        "",
        "test_formula_answers.py::test_a_slip_of_what_simplifies_is_refused",
    ),
    _row(
        "lines of formulas are confirmed by all routes",
        "gen/questions/formula_confirmation.py",
        "                checks += verify(derivation, recurrence).checks\n",
        "                checks += []\n",
        "test_formula_answers.py::test_a_formula_of_a_textbook_is_confirmed",
    ),
    _row(
        "lines in symbols are read back",
        "gen/proofread/formulas.py",
        "            if not found.contains(value):\n",
        "            if False:\n",
        "test_formula_answers.py::test_a_misprint_in_symbols_is_refused",
    ),
    _row(
        "accepted formulas are compared",
        "gen/questions/formula_confirmation.py",
        '            if message := difference(one, cells, {"t": formulas.now} if formulas.now else {}):\n',
        '            if message := "":\n',
        f"{_BROKEN}[formulas]",
    ),
    _row(
        "the size of a formula has a letter",
        "gen/questions/formula_derivation.py",
        "    if abs(left) > LARGE and left not in numbers:\n",
        "    if False:\n",
        f"{_BROKEN}[formulas]",
    ),
    _row(
        "a formula is compared with some numbers",
        "gen/questions/formula_comparison.py",
        "    if compared < min(LEAST, number_of_draws(unrolled)):",
        "    if False:",
        "test_published.py::test_a_formula_without_a_value_is_a_fault",
    ),
    _row(
        "a whole number is no rounded one",
        "gen/findings/published_number.py",
        """if "/" in typed or not re.search(r"[.eE]", typed):""",
        """if "/" in typed:""",
        f"{_DECIMAL}[1 for 2/3]",
    ),
    _row(
        "a finding stops a build",
        "gen/cli/common.py",
        "    if found.findings:\n        print_all(found.findings)\n",
        "    if False:\n        print_all(found.findings)\n",
        "test_cli.py::test_a_finding_stops_a_build_until_it_is_acknowledged[exam]",
    ),
    _row(
        "no derivative of a derivative",
        "gen/calculus/plan.py",
        "                if held and wrt.whole in self.trace.before(held):",
        "                if False:",
        _NO_MEANING,
    ),
    _row(
        "a maximum of a value and a part of itself",
        "gen/functions/array_values.py",
        "if any(_overlap(a, b) for",
        "if any(False for",
        f"{_BROKEN}[misfits]",
    ),
    _row("probabilities go from 0 to 1", "gen/functions/loss_values.py", "if not 0 <= x <= 1:", "if False:", _NO_VALUE),
    _row(
        "probabilities of a measure add up to 1",
        "gen/functions/loss_values.py",
        "    whole = sum_of_numbers(xs)\n    if not number.nearly_equal(whole, number.ONE):",
        "    whole = sum_of_numbers(xs)\n    if False:",
        _NO_VALUE,
    ),
    _row(
        "targets of logits add up to 1",
        "gen/functions/loss_values.py",
        "    whole = sum_of_numbers(numbers(y))\n    if not number.nearly_equal(whole, number.ONE):",
        "    whole = sum_of_numbers(numbers(y))\n    if False:",
        _NO_VALUE,
    ),
    _row("standard deviations are positive", "gen/functions/loss_values.py", "if sigma <= 0:", "if False:", _NO_VALUE),
    _row("a divergence that is infinite", "gen/functions/loss_values.py", "if x and not y:", "if False:", _NO_VALUE),
    _row(
        "the class of a likelihood",
        "gen/functions/loss_values.py",
        "if place not in range(1, len(xs) + 1):",
        "if place > len(xs):",
        _NO_VALUE,
    ),
    # Limits
    _row(
        "at most 50,000 equations",
        "gen/calculus/unroll.py",
        "if len(steps) * horizon > MAX_EQUATIONS:",
        "if False:",
        f"{_NO_MEANING}[6 equations over 10000 time steps are more than 50,000]",
    ),
    _row(
        "at most 4,200 digits",
        "gen/algebra/numbers.py",
        "x.denominator.bit_length()) > MAX_BITS:",
        "x.denominator.bit_length()) < 0:",
        _REFUSED_NUMBER,
    ),
    _row("the size of a power", "gen/algebra/numbers.py", "if abs(whole) > MAX_EXPONENT:", "if False:", _REFUSED_NUMBER),
    _row("the largest time", "gen/syntax/subscripts.py", "if abs(by) > MAX_TIME:", "if False:", f"{_NO_MEANING}[a time is at most 10,000]"),
    _row(
        "the values of a list of times",
        "gen/format/givens.py",
        "if len(node.items) > MAX_TIME:",
        "if False:",
        f"{_NO_MEANING}['x' has 10,001 values; the last time is at most 10,000]",
    ),
    _row(
        "the entries of a value",
        "gen/format/givens.py",
        "elif entries > MAX_ENTRIES:",
        "elif False:",
        f"{_NO_MEANING}['W' has 10,005 entries; one value has at most 10,000]",
    ),
    _row(
        "time",
        "gen/system/budget.py",
        "ITIMER_PROF, seconds, _AGAIN)",
        "ITIMER_PROF, 0)",
        f"{_LIMITS}test_no_library_swallows_the_limit_of_time",
    ),
    _row("memory", "gen/system/budget.py", "_memory(memory * 2**20), ", "", f"{_LIMITS}test_memory_is_limited"),
    _row(
        "the time of a search",
        "gen/cli/commands.py",
        "        with exam_budget(exam):\n            found = list(leftover_results(acceptance))",
        "        if True:\n            found = list(leftover_results(acceptance))",
        f"{_COMMANDS}test_a_count_of_variants_has_the_limit_of_time",
    ),
    _row(
        "the time of a draw under stress",
        "gen/stress/trials.py",
        "            with _budget(target, limits):\n                found.append",
        "            if True:\n                found.append",
        f"{_COMMANDS}test_a_search_that_time_ends_names_the_requirement_that_removes_most",
    ),
    _row(
        "names of files",
        "gen/syntax/yamltree.py",
        "    if not is_name(path.name):\n",
        "    if False:\n",
        f"{_FILE_NAMES}test_a_name_that_other_files_could_not_hold_is_refused",
    ),
    _row(
        "links in a folder",
        "gen/format/exam_file.py",
        "    if outside:\n",
        "    if False:\n",
        f"{_FILE_NAMES}test_nobody_has_named_what_a_link_in_a_folder_leads_to",
    ),
    _row(
        "a layout that is a link",
        "gen/typeset/layout_file.py",
        "    if path.is_symlink():\n",
        "    if False:\n",
        f"{_FILE_NAMES}test_a_layout_edited_by_hand_is_refused_before_tex[a link]",
    ),
    _row(
        "pages of a layout",
        "gen/typeset/layout_file.py",
        "    if len(nodes) > MAX_PAGES:\n",
        "    if False:\n",
        f"{_FILE_NAMES}test_a_layout_edited_by_hand_is_refused_before_tex[3,000 pages]",
    ),
    _row(
        "seeds of a layout",
        "gen/typeset/layout_file.py",
        "    if text and sum(map(len, found)) > MAX_SEEDS:\n",
        "    if False:\n",
        f"{_FILE_NAMES}test_a_layout_edited_by_hand_is_refused_before_tex[a thousand million seeds]",
    ),
    _row(
        "the exam of a variant file",
        "gen/typeset/reproduce.py",
        'named.parts[0] not in ("problems", named.name) or ".." in named.parts:',
        "False:",
        f"{_FILE_NAMES}test_a_variant_edited_by_hand_is_refused_before_tex",
    ),
    _row(
        "the exam of a variant file behind a link",
        "gen/typeset/reproduce.py",
        " and real_path(found).is_relative_to(real_path(folder)):",
        ":",
        f"{_FILE_NAMES}test_a_variant_edited_by_hand_is_refused_before_tex[an exam that a link leads to]",
    ),
    _row(
        "names of files that a file names",
        "gen/format/named_files.py",
        ' or not all(part in ("/", "..") or is_name(part) for part in Path(name.value).parts):',
        ":",
        f"{_FILE_NAMES}test_an_exam_reads_nothing_outside_its_project[a blank]",
    ),
    _row(
        "what turns a text in a comment",
        "gen/syntax/yamltree.py",
        "        if turned := TURNING.search(self.source):\n",
        "        if turned := None:\n",
        f"{_WRITTEN}Unicode: a turned text in a comment]",
    ),
    _row(
        "letters of other scripts are read by their places",
        "gen/inspection/pdf_text.py",
        "FONTS.get(family) or _table(",
        "_table(",
        "test_scripts.py::test_the_key_reads_letter_by_letter_as_it_was_set",
    ),
    _row(
        "a terminal obeys no message",
        "gen/messages/characters.py",
        "c if c.isprintable() or c in kept else",
        "c if True else",
        f"{_WRITTEN}terminal: a percent-coded escape in a tag]",
    ),
    _row(
        "a message has one line",
        "gen/messages/errors.py",
        ', kept="")',
        ")",
        f"{_WRITTEN}terminal: a line end in a key]",
    ),
    _row(
        "numbers that PyYAML cannot hold",
        "gen/syntax/yamltree.py",
        "        except (ValueError, OverflowError):",
        "        except ZeroDivisionError:",
        f"{_WRITTEN}YAML: beyond Unicode]",
    ),
    _row(
        "make expands no value",
        "Makefile",
        "override EXAM := $(value EXAM)\n",
        "",
        "hostile/test_make.py::test_a_value_reaches_the_program_as_it_was_given",
    ),
    _row(
        "depth",
        "gen/messages/errors.py",
        "except RecursionError:",
        "except ZeroDivisionError:",
        f"{_LIMITS}test_depth_is_a_limit_like_the_others",
    ),
    _row(
        "the size of a closed form",
        "gen/questions/proofs.py",
        "most + 1)) > most:",
        "most + 1)) < 0:",
        f"{_LIMITS}test_a_claim_with_a_large_closed_form_is_undecided",
    ),
    _row(
        "the zeros of a rounded number",
        "gen/algebra/numbers.py",
        "if x.adjusted() < -MAX_SIZE:",
        "if False:",
        f"{_TOO_LARGE}[what no decimal holds]",
    ),
    _row(
        "far beyond the bell",
        "gen/algebra/numbers.py",
        "if to_decimal(x).copy_abs() > MAX_SIGMAS:",
        "if False:",
        f"{_TOO_LARGE}[far beyond the bell]",
    ),
    _row(
        "the length of a name",
        "gen/syntax/parse.py",
        "if len(var.name) > MAX_NAME:",
        "if False:",
        f"{_TOO_LARGE}[a name as long as a line]",
    ),
    _row(
        "the length of an id",
        "gen/format/problem_file.py",
        "elif len(text.value) > MAX_ID:",
        "elif False:",
        f"{_TOO_LARGE}[an id as long as a line]",
    ),
    _row("the size of a given number", "gen/syntax/literals.py", "> MAX_GIVEN_BITS:", "< 0:", f"{_NO_MEANING}[has at most 240 digits]"),
    _row(
        "the length of an expression",
        "gen/syntax/parse.py",
        "if len(text.value) > MAX_LENGTH:",
        "if False:",
        f"{_NO_MEANING}[the expression is longer than 2000 characters]",
    ),
    _row(
        "the depth of brackets",
        "gen/syntax/parse.py",
        "if _depth(source) > MAX_DEPTH:",
        "if False:",
        f"{_NO_MEANING}[brackets are nested deeper than 60]",
    ),
    _row(
        "the size of a file",
        "gen/system/files.py",
        "if len(raw) > most:",
        "if False:",
        f"{_NO_MEANING}[the file is larger than 1,000,000 bytes]",
    ),
    _row("the depth of lists and mappings", "gen/syntax/yamltree.py", "if depth > MAX_DEPTH:", "if False:", f"{_BROKEN}[lists]"),
    _row(
        "the arrays of a page",
        "gen/calculus/size_limits.py",
        "if not _fits_on_page(own):",
        "if False:",
        f"{_BROKEN}[beyond]",
    ),
    _row(
        "what no page holds is told before numbers",
        "gen/check/exam.py",
        "if large := sizes_beyond_page(exam.problems, memo):",
        "if large := []:",
        "test_page_limits.py::test_what_no_page_holds_is_computed_and_confirmed_without_one",
    ),
    _row(
        "how many numbers are made",
        "gen/format/generators.py",
        "if prod(sizes) > MOST or len(sizes) > 4:",
        "if False:",
        "test_data.py::test_what_describes_no_numbers_is_told_at_its_place[zeros(1000, 1000)-'v' would have 1,000,000 numbers and 2 axes; "
        "one value has 10,000 and 4 at most]",
    ),
    _row(
        "each line of a table has its columns",
        "gen/format/data_file.py",
        "if len(parts) != len(header):",
        "if False:",
        "test_data.py::test_a_hostile_or_foreign_table_is_refused_at_its_line_and_column",
    ),
    _row(
        "how many numbers a table has",
        "gen/format/data_file.py",
        "if len(header) * (len(lines) - 1) > MOST:",
        "if False:",
        "test_data.py::test_a_hostile_or_foreign_table_is_refused_at_its_line_and_column",
    ),
    _row(
        "signs in a table that no number has",
        "gen/format/data_file.py",
        "if strange := next(refused_characters(content), None):",
        "if strange := None:",
        "test_data.py::test_a_hostile_or_foreign_table_is_refused_at_its_line_and_column",
    ),
    _row(
        "no window in time where time runs backwards",
        "gen/format/item.py",
        "if text and ahead:",
        "if False:",
        "test_backwards.py::test_what_has_no_meaning_backwards_is_told",
    ),
    _row(
        "the operations of an equation",
        "gen/calculus/size_limits.py",
        "* operations_per_entry(line.written, shapes) > MAX_WRITTEN:",
        "< 0:",
        f"{_NO_MEANING}[entry by entry, h[1] has more than 20,000 products and sums]",
    ),
    _row(
        "the operations of a derivation",
        "gen/calculus/size_limits.py",
        "any(total > MAX_WORK for total",
        "any(total < 0 for total",
        f"{_NO_MEANING}[this takes more than 100,000 products and sums of numbers (take smaller arrays or fewer steps)]",
    ),
    # TeX
    _row(
        "TeX sees no environment",
        "gen/typeset/pdf.py",
        'env = {"PATH": os.environ.get("PATH", os.defpath), ',
        "env = {**os.environ, ",
        _USER,
    ),
    _row(
        "latexmk reads no configuration", "gen/typeset/pdf.py", '"-norc", ', "", "test_pdf.py::test_a_configuration_of_latexmk_is_not_read"
    ),
    _row("no shell escape", "gen/typeset/pdf.py", '"-no-shell-escape", ', "", _OUTSIDE),
    _row("TeX reads nothing outside", "gen/typeset/pdf.py", '"openin_any": "p"', '"openin_any": "a"', _OUTSIDE),
    _row("TeX writes nothing outside", "gen/typeset/pdf.py", '"openout_any": "p"', '"openout_any": "a"', _OUTSIDE),
    _row(
        "TeX's clock stands still",
        "gen/typeset/pdf.py",
        '"SOURCE_DATE_EPOCH": "0", ',
        "",
        _USER,
    ),
    _row(
        "latexmk runs nothing but pdflatex",
        "gen/typeset/pdf.py",
        '"-e", RULES, ',
        "",
        f"{_CAGE}test_no_line_of_a_log_and_no_name_of_a_file_makes_latexmk_run_anything",
    ),
    *(
        _row(name, "gen/system/cage.py", old, new, f"{_ENDS}[{what}]")
        for name, old, new, what in (
            ("TeX's time by the clock", "limits.seconds / _POLL", "300 / _POLL", "waits too long"),
            ("TeX's processor time", "map(str, (limits.cpu,", "map(str, (0,", "works for ever"),
            ("TeX's memory", "(limits.cpu, limits.memory,", "(limits.cpu, 0,", "needs too much memory"),
            ("the size of a file of TeX's", "limits.memory, limits.file,", "limits.memory, 0,", "writes too large a file"),
            ("the size of all files of TeX's", "sum(sizes) > limits.folder", "False and limits.folder", "writes too much"),
            ("the number of TeX's files", "len(sizes) > limits.files", "False and limits.files", "writes too many files"),
        )
    ),
    _row(
        "what is kept outlives no update of TeX",
        "gen/typeset/cache.py",
        "if signature.decode() == _signature(files := listed.decode()):",
        "if files := listed.decode():",
        "test_cache.py::test_what_is_kept_is_made_anew_where_a_file_of_it_is_another",
    ),
    _row(
        "what is kept is of the same source",
        "gen/typeset/pdf.py",
        "source.encode(), *inputs",
        "*inputs",
        "test_cache.py::test_a_source_that_was_measured_is_not_set_again",
    ),
    _row(
        "numbers of pages are those that TeX reports",
        "gen/typeset/pdf.py",
        'if pages in ("", given):',
        "if True:",
        "test_pdf.py::test_tex_runs_again_only_where_a_number_of_a_page_is_not_as_expected",
    ),
    _row(
        "a figure of a prompt is not copied into a solution",
        "gen/typeset/repeated.py",
        '(place, found["part"])',
        '("", found["part"])',
        "test_together.py::test_what_comes_again_is_set_once",
    ),
    _row(
        "what a document leaves in a box no other prints",
        "templates/gensheet.sty",
        r"\global\setbox\csname\@tempa box\endcsname=\box\voidb@x",
        r"\relax",
        "test_together.py::test_what_a_document_leaves_behind_is_not_in_the_next",
    ),
    _row(
        "a document of a run has no patterns of another's figures",
        "gen/typeset/splitting.py",
        '_SHARED = ("/Pattern", "/ExtGState")',
        "_SHARED = ()",
        "test_together.py::test_what_a_document_leaves_behind_is_not_in_the_next",
    ),
    _row(
        "a document of a run has no random number in its file",
        "gen/typeset/splitting.py",
        "deterministic_id=True",
        "deterministic_id=False",
        "test_together.py::test_order_and_neighbours_change_no_page_and_the_same_run_gives_the_same_bytes",
    ),
    _row(
        "TeX's files are read with a bound",
        "gen/typeset/pdf.py",
        "_output_of(file, MAX_TOLD)",
        "_output_of(file, 2**30)",
        f"{_ENDS}[leaves an endless log]",
    ),
    _row(
        "TeX's files are no links",
        "gen/typeset/pdf.py",
        "read_bytes(file, most, follow=False)",
        "read_bytes(file, most)",
        f"{_ENDS}[leaves a link]",
    ),
    _row(
        "TeX has nothing to read",
        "gen/system/watcher.py",
        "os.dup2(os.open(os.devnull, os.O_RDONLY), 0)",
        "os.dup2(os.open(sys.argv[0], os.O_RDONLY), 0)",
        f"{_CAGE}test_tex_has_nothing_to_read_no_terminal_and_no_way_to_make_fonts",
    ),
    _row(
        "TeX makes no fonts",
        "gen/typeset/pdf.py",
        '    env |= dict.fromkeys(("MKTEXFMT", "MKTEXMF", "MKTEXPK", "MKTEXTEX", "MKTEXTFM"), "0")\n',
        "",
        f"{_CAGE}test_tex_has_nothing_to_read_no_terminal_and_no_way_to_make_fonts",
    ),
    _row(
        "TeX ends with gen",
        "gen/system/watcher.py",
        "    start_new_thread(end_with_gen, ())\n",
        "",
        f"{_CAGE}test_tex_ends_with_gen_even_if_that_is_killed",
    ),
    _row("a signal ends a command", "gen/cli/common.py", "with ended_by_signals():", "with nullcontext():", f"{_CAGE}{_SIGNAL}"),
    _row(
        "a signal ends workers", "gen/system/executors.py", "            end_workers()\n", "", f"{_CAGE}test_workers_of_stress_end_with_gen"
    ),
    _row(
        "workers end with gen",
        "gen/system/signals.py",
        "    Thread(target=_end_with_gen, daemon=True).start()\n",
        "",
        f"{_CAGE}test_workers_of_stress_end_with_gen",
    ),
    _row(
        "what TeX reports can be laid out",
        "gen/typeset/measuring.py",
        "paper.gap + paper.frame + paper.credit > paper.page / 4 or not paper.page",
        "False",
        f"{_CAGE}test_a_report_that_tells_no_page_is_refused",
    ),
    _row(
        "only regular files are read",
        "gen/system/files.py",
        "if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):",
        "if False:",
        "test_files.py::test_what_is_no_file_of_an_author_is_refused_at_once[a link to an endless device]",
    ),
    _row(
        "what is for staff is private",
        "gen/system/files.py",
        "0o600 if one.private else 0o666",
        "0o666",
        "test_files.py::test_what_is_private_is_for_its_owner_alone",
    ),
    _row(
        "what is used is not swept",
        "gen/system/files.py",
        "fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "pass",
        "test_files.py::test_what_a_killed_run_has_left_is_removed_and_nothing_that_is_used",
    ),
    _row(
        "a folder that leads elsewhere",
        "gen/typeset/folders.py",
        "if folder.is_symlink()), None)",
        "if False), None)",
        f"{_FILES}::test_a_folder_for_staff_that_is_a_link_is_refused",
    ),
    _row(
        "files are placed whole",
        "gen/system/files.py",
        "                old.replace(place) if os.path.lexists(old) else place.unlink()\n",
        "                pass\n",
        "test_files.py::test_a_fault_at_any_step_leaves_all_files_as_they_were",
    ),
    _row(
        "what TeX refuses is not placed",
        "gen/typeset/pdf.py",
        "    if code or not (",
        "    if False and (",
        "test_pdf.py::test_tex_that_fails_names_the_item_and_keeps_the_last_pdf",
    ),
    # Certificates
    _row(
        "verify: files",
        "gen/typeset/reproduce.py",
        '_changes("files", certificate.files, digests(exam))',
        'Compared("files", "same")',
        f"{_ALTERED}[a comment in the problem]",
    ),
    _row(
        "verify: answers",
        "gen/typeset/reproduce.py",
        '_changes("answers", answers_only(certificate.items), answers_only(now), again)',
        'Compared("answers", "same", again)',
        f"{_ALTERED}[an answer]",
    ),
    _row(
        "the digest covers all folders",
        "gen/system/distribution.py",
        '.rglob("*.py")',
        '.glob("*.py")',
        f"{_COVERED}[questions/eigenvalues.py]",
    ),
    _row("the digest covers templates", "gen/system/distribution.py", "(code | pages)", "code", f"{_COVERED}[templates/b.tex.j2]"),
    _row("verify: LaTeX", "gen/typeset/reproduce.py", '"same" if same else "differs")', '"same")', f"{_ALTERED}[a height]"),
    _row(
        "verify: files beside",
        "gen/typeset/reproduce.py",
        '"same" if digest(file) == expected else "differs"',
        '"same"',
        f"{_ALTERED}[the PDF in the folder]",
    ),
    _row(
        "verify: PDF",
        "gen/typeset/reproduce.py",
        '"same" if sha256(made.pdf).hexdigest() == certificate.pdf_sha256 else "differs"',
        '"same"',
        "test_certificate.py::test_the_pdf_is_compared_where_its_tex_is_installed[the same TeX, other bytes]",
    ),
    _row(
        "verify: exit code",
        "gen/cli/commands.py",
        "if any(one.fails for one in compared):",
        "if False:",
        f"{_ALTERED}[an answer]",
    ),
    # A PDF is opened before it is handed out
    _row(
        "PDF: a build opens it",
        "gen/typeset/building.py",
        "    inspect(made, view, form)\n",
        "",
        f"{_INSPECTION}test_a_build_hands_out_nothing_that_it_refuses",
    ),
    _row(
        "PDF: no key but those of the table",
        "gen/inspection/pdf_objects.py",
        "if _kind(kind, key, pictures) is None:",
        "if False:",
        f"{_HELD}[actions of a page]",
    ),
    _row("PDF: no other action", "gen/inspection/pdf_objects.py", '    ("action", "/S"): "/GoTo",\n', "", f"{_HELD}[a program]"),
    _row("PDF: no other annotation", "gen/inspection/pdf_objects.py", '    ("link", "/Subtype"): "/Link",\n', "", f"{_HELD}[a Movie]"),
    _row(
        "PDF: nothing that nothing shows",
        "gen/inspection/pdf_objects.py",
        "        if reference not in seen and reference != file.table:",
        "        if False:",
        f"{_INSPECTION}test_an_object_that_nothing_uses_is_found",
    ),
    _row(
        "PDF: nothing that no table lists",
        "gen/inspection/pdf_objects.py",
        '.get("/N") != held:',
        '.get("/N") is None:',
        f"{_INSPECTION}test_objects_that_stand_in_no_table_are_found",
    ),
    _row(
        "PDF: nothing that qpdf has mended",
        "gen/inspection/pdf_file.py",
        "    return bool(pdf.get_warnings())",
        "    return False",
        f"{_INSPECTION}test_a_file_that_has_to_be_mended_is_refused",
    ),
    _row(
        "PDF: a font holds for its group",
        "gen/inspection/pdf_text.py",
        "                place, letters, leading = kept.pop()",
        "                place, _, leading = kept.pop()",
        f"{_PAINTS}[q /F1 9 Tf Q BT (4) Tj ET-text has no font]",
    ),
    _row(
        "PDF: every picture is there",
        "gen/inspection/pdf_text.py",
        '        raise Illegible(f"there is no picture {name[:20]}")',
        "        return",
        f"{_SAID}[a picture that is not there]",
    ),
    _row("PDF: A4", "gen/inspection/pdf_objects.py", 'file.value(found.get("/MediaBox")) != PAPER', "False", f"{_HELD}[another size]"),
    _row(
        "PDF: text as it was set",
        "gen/typeset/page_text.py",
        "        if words := difference(expected, found):",
        "        if words := False:",
        f"{_SAID}[another digit]",
    ),
    _row(
        "PDF: nothing more on a page",
        "gen/typeset/page_text.py",
        'return _difference_text("", found, at) if at < len(found) else ""',
        'return ""',
        f"{_INSPECTION}test_the_first_difference_of_two_texts_is_told",
    ),
    _row(
        "PDF: a text says what it stands for",
        "gen/inspection/pdf_text.py",
        "if mark.text is not None and not is_text_of(",
        "if False and not is_text_of(",
        f"{_SAID}[an answer that is only read aloud]",
    ),
    _row(
        "PDF: any text",
        "gen/inspection/page_content.py",
        '_SAID = ("/ActualText", "/Alt", "/E")',
        '_SAID = ("/ActualText",)',
        f"{_SAID}[another text]",
    ),
    _row(
        "PDF: a text ends on its page",
        "gen/inspection/pdf_text.py",
        '    if marked:\n        raise Illegible("a text',
        '    if False:\n        raise Illegible("a text',
        f"{_SAID}[a text without an end]",
    ),
    _row(
        "PDF: notes in XML as they were set",
        "gen/typeset/page_text.py",
        '" ".join(part(view, "metadata").split()), " ".join(found.split())',
        '"", ""',
        f"{_INSPECTION}test_a_key_that_reads_as_it_was_set_passes",
    ),
    _row(
        "PDF: the author",
        "gen/typeset/page_text.py",
        'plain_characters(file.text(about, "/Author"))',
        "printed_characters(view.about.author, {})",
        f"{_SAID}[an author]",
    ),
    _row("PDF: the day", "gen/typeset/page_text.py", 'file.text(about, "/CreationDate")', "view.about.pdf_date", f"{_SAID}[a day]"),
    _row(
        "no text for what prints other letters",
        "gen/typeset/actual_text.py",
        "if UNREAD in text or not is_text_of(text, printed):",
        "if UNREAD in text:",
        "test_accessible.py::test_what_is_not_known_has_no_text[other letters]",
    ),
    _row(
        "PDF: letters by their glyphs",
        "gen/inspection/pdf_text.py",
        '_table(stated.decode("latin-1")) | {',
        '_table(stated.decode("latin-1")) or {',
        f"{_SAID}[a digit that reads as another]",
    ),
    _row("PDF: the grading sheet", "gen/typeset/page_text.py", "_graded(front, view), ", "", f"{_SAID}[other points for graders]"),
    _row("PDF: as many pages", "gen/typeset/page_text.py", "    if first != 1 + bool(view.cover) or", "    if", f"{_SAID}[a page more]"),
    _row("logo: notes of a JPEG", "gen/inspection/pictures.py", "if data[at + 1] not in _NOTES:", "if True:", _LOGO),
    _row("logo: notes of a PNG", "gen/inspection/pictures.py", "if kind in _CHUNKS:", "if True:", _LOGO),
    _row("logo: notes of a PDF", "gen/inspection/pictures.py", "                del found[key]\n", "                pass\n", _LOGO),
    _row(
        "verify: checks",
        "gen/typeset/reproduce.py",
        'yield _changes("checks", confirmations(certificate.items), confirmations(now))',
        "pass",
        f"{_ALTERED}[a check left out]",
    ),
    _row(
        "verify: what was not compared",
        "gen/typeset/reproduce.py",
        'return self.verdict != "same" and self.matters',
        'return self.verdict == "differs" and self.matters',
        "test_certificate.py::test_another_pdf_is_not_verified_by_its_digest",
    ),
    _row(
        "verify: no nearer project",
        "gen/typeset/reproduce.py",
        "    if len(around) > 1 and around[1] != Path(exam):",
        "    if False:",
        "test_certificate.py::test_a_nearer_project_does_not_lead_astray",
    ),
    _row(
        "verify: who signed",
        "gen/typeset/signature.py",
        '    _run("verify", *about, "-I", name, "-n", NAMESPACE, given=file.read_bytes())\n',
        "",
        "test_certificate.py::test_a_signed_certificate_tells_whose_it_is",
    ),
    _row(
        "no build into a folder for students",
        "gen/typeset/folders.py",
        "    if STUDENTS in real_path(out).parts:",
        "    if False:",
        f"{_FILES}::test_a_build_never_goes_into_a_folder_for_students",
    ),
    _row(
        "room for words tells nothing",
        "gen/typeset/measuring.py",
        "step=room_by_hand(exam, item) / 8 if any(query.in_words for query in item.queries) else 0.0,",
        "",
        "test_leak.py::test_room_for_an_answer_in_words_does_not_tell_the_answer[claim]",
    ),
    _row(
        "no claim has room by its own solution",
        "gen/typeset/measuring.py",
        "any(query.has_verdict for query in item.queries)",
        "False",
        "test_leak.py::test_no_claim_has_more_room_than_another_because_it_is_false",
    ),
    _row(
        "how many messages are shown", "gen/messages/errors.py", "islice(rest, MAX_FAULTS)", "rest", f"{_LATER}faults by the ten thousand]"
    ),
    _row("the number of texts of a file", "gen/syntax/yamltree.py", "if nodes > MAX_NODES:", "if False:", f"{_LATER}faults line by line]"),
    _row(
        "an accent belongs to its command",
        "gen/syntax/math_tokens.py",
        r"(?:\\[A-Za-z]+|\\.|.)[\u0300-\u036f]*",
        r"\\[A-Za-z]+|\\.|.[\u0300-\u036f]*",
        f"{_LATER}an accent on a command]",
    ),
    _row(
        "a name is no number",
        "gen/format/problem_file.py",
        "if found is not None and not is_name(row):",
        "if False:",
        f"{_LATER}a name that is a digit]",
    ),
    _row(
        "names that look alike",
        "gen/check/print_faults.py",
        '_UNSEEN.sub("", latex.name(var))',
        "latex.name(var)",
        f"{_LATER}a name like another's]",
    ),
    _row(
        "the height of a prompt",
        "gen/check/page_limits.py",
        "if (points := text_height(item.prompt, TEXT, _LINE)) > HIGHEST:",
        "if False:",
        f"{_LATER}a prompt of paragraphs]",
    ),
    _row(
        "the height of a stem",
        "gen/check/page_limits.py",
        "if (points := text_height(stem, TEXT, _LINE)) > HIGHEST:",
        "if False:",
        f"{_LATER}a stem of paragraphs]",
    ),
    _row(
        "no ligature of commas",
        "gen/messages/characters.py",
        ",(?=,)|",
        "",
        "test_characters.py::test_text_is_escaped_character_by_character",
    ),
    _row(
        "picture: checksums",
        "gen/inspection/pictures.py",
        "zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end])",
        "False",
        f"{_PNG}[a checksum of something else]",
    ),
    _row(
        "picture: all dots",
        "gen/inspection/pictures.py",
        "    if len(raw) != size or not unpacked.eof:",
        "    if False:",
        f"{_PNG}[half of the rows]",
    ),
    _row(
        "picture: known rows",
        "gen/inspection/pictures.py",
        "if max(raw[at : at + stride * down : stride], default=5) > 4:",
        "if False:",
        f"{_PNG}[a row packed in no known way]",
    ),
    _row(
        "picture: one page",
        "gen/inspection/pictures.py",
        "if len(source.pages) > 1:",
        "if False:",
        f"{_PICTURES}test_a_pdf_of_several_pages_is_refused",
    ),
    _row(
        "drawing: entities",
        "gen/inspection/drawings.py",
        "from defusedxml import ElementTree",
        "from xml.etree import ElementTree",
        f"{_PICTURES}test_entities_of_a_drawing_are_refused",
    ),
    _row(
        "drawing: links",
        "gen/inspection/drawings.py",
        'not value.startswith("#")',
        "False",
        f"{_DRAWING}[a part of another file]",
    ),
    _row(
        "drawing: what styles name",
        "gen/inspection/drawings.py",
        "any(_OUTSIDE.search(text) for text in named)",
        "False",
        f"{_DRAWING}[a colour from the network]",
    ),
    _row("drawing: known parts", "gen/inspection/drawings.py", "if one.tag not in _DRAWN:", "if False:", f"{_DRAWING}[a text]"),
    _row(
        "drawing: warnings",
        "gen/inspection/drawings.py",
        "    log.addHandler(complaints)\n",
        "",
        f"{_DRAWING}[a shade without a place]",
    ),
    _row("picture: certified", "gen/model/exam.py", "*(picture.file for picture in one.pictures)", "", _SHOWN),
    _row(
        "layers: sizes counted by loops",
        "gen/verify/counts.py",
        "if step.value != counted.get(step.lhs):",
        "if False:",
        "test_channels.py::test_a_wrong_size_is_refused",
    ),
    _row(
        "channels: each output by its own filter",
        "gen/verify/channels.py",
        "own = [kernels[p] for p in kernels if p[: len(o)] == o]",
        "own = list(kernels.values())[: len(channels)]",
        "test_channels.py::test_a_network_has_the_values_and_gradients_of_loops",
    ),
    _row(
        "channels: a number for each",
        "gen/calculus/channels.py",
        "if max(own) != n:",
        "if False:",
        f"{_BROKEN}[channels]",
    ),
    _row(
        "channels: formulas are of matrices",
        "gen/format/family_names.py",
        "if known and (formula := ",
        "if not known and (formula := ",
        "test_channels.py::test_formulas_of_channels_are_refused",
    ),
    _row("picture: in the fingerprint", "gen/page/exam.py", "*([one.picture, one.caption] for", "*([] for", _SHOWN),
    _row(
        "a logo that paints itself", "gen/inspection/pictures.py", "if found.objgen in around:", "if False:", f"{_HARMS}a form of itself]"
    ),
    _row(
        "a logo that unpacks",
        "gen/inspection/pictures.py",
        "            found.read_bytes()\n",
        "            pass\n",
        f"{_HARMS}100 MB in 200 bytes]",
    ),
    _row(
        "the sides of a logo",
        "gen/inspection/pictures.py",
        "not all(0 < side <= MAX_SIDE for side in sides)",
        "False",
        f"{_HARMS}2^31 pixels]",
    ),
    _row(
        "no foot in the text of a page",
        "gen/typeset/page_text.py",
        "DEPTH = 14",
        "DEPTH = 0",
        "test_inspection.py::test_what_hangs_below_the_last_line_of_a_page_is_no_foot",
    ),
    _row(
        "ease: the stem is read back",
        "gen/proofread/proofread.py",
        "        _check_stem(problem, own.problem, key.language)\n",
        "",
        f"{_SHORTER}a_stem_with_another_number_than_the_items_is_not_set",
    ),
    _row(
        "ease: what is taken varies where it is given",
        "gen/variants/choices_file.py",
        'if targets and f"given {name_text(targets[0].whole)}" not in item.stated:',
        "if False:",
        f"{_SHORTER}what_an_item_takes_does_not_vary_in_it",
    ),
    _row(
        "ease: what items share is shown",
        "gen/findings/findings.py",
        "*unshown_in_all(problem), *likely_slips(problem)]",
        "*likely_slips(problem)]",
        f"{_SHORTER}numbers_that_items_share_and_no_sheet_shows_are_a_finding",
    ),
    _row(
        "ease: slips that nobody asks for",
        "gen/findings/findings.py",
        ", *likely_slips(problem)]",
        "]",
        f"{_SHORTER}a_likely_slip_in_an_equation_that_nobody_asks_for_is_a_finding",
    ),
    _row(
        "ease: what is asked for has its numbers",
        "gen/calculus/unroll.py",
        "if out not in needed and any(",
        "if any(",
        f"{_SHORTER}what_is_asked_for_needs_its_numbers",
    ),
    _row(
        "ease: one number pays for one thing",
        "gen/format/rubric.py",
        "if in_words and len(in_words) < len(asked):",
        "if False:",
        f"{_BROKEN}[shorter-forms]",
    ),
    _row(
        "ease: texts in the same languages",
        "gen/format/languages.py",
        "[one for one in spoken if one not in texts]",
        "[one for one in spoken if False]",
        f"{_BROKEN}[languages]",
    ),
    _row(
        "ease: no text in one language alone",
        "gen/format/languages.py",
        "once = isinstance(node, Leaf) and name not in _NAMES and",
        "once = False and",
        f"{_BROKEN}[languages]",
    ),
    # Pages of HTML
    _row(
        "pages: what they say is what the key in LaTeX says",
        "gen/proofread/html_pages.py",
        "if there != expected:",
        "if False:",
        "test_html_read_back.py::test_a_page_with_anything_wrong_is_refused",
    ),
    _row(
        "pages: none is written that has not been read back",
        "gen/interface/pages.py",
        "    check_pages(exam, sheet, [(audience, key)], grading, memo)",
        "    pass",
        "test_html_read_back.py::test_a_page_that_says_something_else_is_not_written",
    ),
    _row(
        "MathML: a letter is read by the name of its character",
        "gen/proofread/mathml_text.py",
        'plain = unicodedata.normalize("NFKC", sign)\n        family',
        'plain = "x"\n        family',
        "test_mathml.py::test_the_reader_reads_what_it_never_saw_written",
    ),
    # Training and second derivatives
    _row(
        "training: no gradient through an update",
        "gen/verify/held_gradients.py",
        "            if partial.wrt.whole in sources.get(out, ()):",
        "            if False:",
        f"{_UPDATED}[a gradient that goes through an update]",
    ),
    _row(
        "training: a second derivative is none of a number",
        "gen/calculus/plan.py",
        "                if held and wrt.whole in self.trace.before(held):",
        "                if False:",
        "test_training.py::test_a_gradient_through_an_update_is_a_second_derivative",
    ),
    _row(
        "epochs: lists of one length",
        "gen/format/epochs.py",
        "        elif length != steps * epochs:",
        "        elif False:",
        "test_training.py::test_epochs_that_do_not_fit_are_refused",
    ),
    _row(
        "epochs: a variant has them all",
        "gen/variants/variation.py",
        "    given |= {var: replace(given[one.repeats], repeats=one.repeats) for var, one in given.items() if one.repeats}\n",
        "",
        "test_training.py::test_an_example_that_comes_again_varies_once",
    ),
    _row(
        "second derivatives: confirmed",
        "gen/verify/compare.py",
        "            self.confirm_one(atom, moved)",
        "            self.residuals[atom] = 0.0",
        "test_second_derivatives.py::test_verification_refuses_a_wrong_second_derivative",
    ),
    _row(
        "second derivatives: by the closed form",
        "gen/verify/by_closed_form.py",
        "            return of, first, wrt",
        "            return (atom,)",
        "test_second_derivatives.py::test_every_route_confirms_a_hessian",
    ),
    _row(
        "second derivatives: not by paths",
        "gen/calculus/telling.py",
        '    if mode == "paths":\n        raise MathError("a',
        '    if False:\n        raise MathError("a',
        _BENDS,
    ),
    _row(
        "second derivatives: of a number",
        "gen/calculus/telling.py",
        "    if shape(of, shapes) != SCALAR:\n        raise",
        "    if False:\n        raise",
        _BENDS,
    ),
    _row("second derivatives: slopes that jump", "gen/calculus/first_derivatives.py", "(pieces and pieces.smooth) or any(", "any(", _BENDS),
    _row(
        "second derivatives: a reason for 0",
        "gen/proofread/reasons.py",
        "and wrt not in _made_of(of, one, one.trace)",
        "",
        "test_second_derivatives.py::test_a_reason_that_is_none_is_refused",
    ),
    _row(
        "options: no less than they may be",
        "gen/syntax/options.py",
        "option.least <= node.value <= MOST",
        "node.value <= MOST",
        "test_convolution.py::test_an_option_that_cannot_be_is_refused_at_its_place",
    ),
    _row(
        "windows: padding of a pool is half of its size at most",
        "gen/functions/convolution.py",
        "if any(2 * p > k for",
        "if any(9 * p < k for",
        "test_convolution.py::test_sizes_that_do_not_fit_are_told_with_the_formula",
    ),
    _row(
        "windows: options are read back",
        "gen/proofread/options.py",
        "said[option.name] = _value(value)",
        "said[option.name] = _value(str(option.default or 1))",
        "test_convolution.py::test_definition_and_reader_have_the_value_of_the_table",
    ),
    _row(
        "windows: numbers of a figure are those of its names",
        "gen/proofread/window_figures.py",
        "if not number.contains(entry.middle):",
        "if False:",
        "test_window_figures.py::test_a_misprint_of_a_figure_is_refused",
    ),
    _row(
        "windows: shaded is what is multiplied",
        "gen/proofread/window_figures.py",
        "if shaded != sorted(places):",
        "if False:",
        "test_window_figures.py::test_a_misprint_of_a_figure_is_refused",
    ),
    _row(
        "plots: each point is confirmed",
        "gen/plots/swept.py",
        "return confirm(self.derivation(at), self.task.recurrence(with_numbers(self.item, self.names, at)), DUAL)",
        "return Check(DUAL, 1)",
        "test_plots.py::test_a_wrong_plot_is_refused",
    ),
    _row(
        "plots: a boundary has both signs around it",
        "gen/verify/drawn.py",
        "if not {-1, 1} <= sides and 0 not in sides:",
        "if False:",
        "test_plots.py::test_a_wrong_plot_is_refused",
    ),
    _row(
        "plots: eigenvalues are roots of a determinant",
        "gen/verify/drawn.py",
        "if not worst < _CLOSE:",
        "if False:",
        "test_plots.py::test_a_wrong_plot_is_refused",
    ),
    _row(
        "plots: bars hold what is counted",
        "gen/verify/drawn.py",
        " or counts != [n for _, _, n in bars]:",
        ":",
        "test_plots.py::test_a_wrong_plot_is_refused",
    ),
    _row(
        "plots: a point stands where its numbers are",
        "gen/proofread/plots.py",
        "if off > _OFF:",
        "if False:",
        "test_plots.py::test_a_misprint_of_a_plot_is_refused",
    ),
    _row(
        "plots: the numbers of an axis stand in line",
        "gen/proofread/plots.py",
        "if abs(low + float(value - a) * slope - place) > _OFF:",
        "if False:",
        "test_plots.py::test_a_misprint_of_a_plot_is_refused",
    ),
    _row(
        "plots: a curve has its own name",
        "gen/proofread/plots.py",
        "if [label for label, _ in names] != expected:",
        "if False:",
        "test_plots.py::test_a_misprint_of_a_plot_is_refused",
    ),
    _row(
        "plots: a ring is no dot",
        "gen/proofread/plots.py",
        "if [style for style, _ in drawn] != [style for style, _ in wanted]:",
        "if False:",
        "test_plots.py::test_a_wrong_plot_is_refused",
    ),
    _row(
        "plots: a side has its sign",
        "gen/proofread/plots.py",
        'raise VerificationError(f"the side of a boundary is called {label}")',
        "continue",
        "test_plots.py::test_a_wrong_plot_is_refused",
    ),
    _row(
        "plots: the axes of a sketch are empty",
        "gen/proofread/plots.py",
        "if others or labels:",
        "if False:",
        "test_plots.py::test_a_wrong_plot_is_refused",
    ),
    _row(
        "plots: a sheet has nothing of a sketch",
        "gen/figures/plots.py",
        "return Plotted(drawn.spec, marks=marks, steps=drawn.steps)",
        "return drawn",
        "test_plots.py::test_a_sheet_shows_nothing_of_what_is_to_be_sketched",
    ),
    _row(
        "figures: a drawing is that of the sheet where no key is asked for",
        "gen/figures/figures.py",
        "return self.key if key else self.sheet",
        "return self.key",
        "test_svg.py::test_a_sheet_tells_nothing_of_what_belongs_in_a_blank",
    ),
    _row(
        "figures: what is said of a drawing is escaped",
        "gen/figures/svg.py",
        'f"{prefix}-desc"}, escape(description))',
        'f"{prefix}-desc"}, description)',
        "test_svg.py::test_what_an_author_writes_is_escaped",
    ),
    _row(
        "figures: labels of a drawing are escaped",
        "gen/figures/svg.py",
        "**wide}, escape(piece.text))",
        "**wide}, piece.text)",
        "test_svg.py::test_what_an_author_writes_is_escaped",
    ),
    _row(
        "drawing: attributes that paint nothing",
        "gen/inspection/drawings.py",
        "for key in sorted(kept) if key in _PAINTING)",
        "for key in sorted(kept))",
        f"{_PICTURES}test_a_drawing_on_a_page_has_nothing_but_what_paints_it",
    ),
    _row(
        "plots: what is sketched is not in the fingerprint",
        "gen/figures/figures.py",
        "return self.blank or self.picture",
        "return self.picture",
        "test_plots.py::test_a_sheet_shows_nothing_of_what_is_to_be_sketched",
    ),
    _row(
        "tables: a relation in a cell is decided by dual numbers, too",
        "gen/questions/table_cells.py",
        "verify_relation(one.relation, holds, task.recurrence(asked.item), asked.item.horizon)",
        "pass",
        "test_tables.py::test_a_relation_is_decided_once_more_by_dual_numbers",
    ),
    _row(
        "tables: a number in a cell is that of its question",
        "gen/proofread/filled_tables.py",
        "if not read.contains(value):",
        "if False:",
        "test_tables.py::test_a_damaged_table_is_refused",
    ),
    _row(
        "tables: heads are those of the cells below and beside them",
        "gen/proofread/filled_tables.py",
        "_check_heads((view.rows[i].head, view.columns[j]), cell, derivation, latex)",
        "pass",
        "test_tables.py::test_a_damaged_table_is_refused",
    ),
    _row(
        "tables: points are those of the rubric",
        "gen/proofread/filled_tables.py",
        "_check_points(view, table, item, latex.language)",
        "pass",
        "test_tables.py::test_a_damaged_table_is_refused",
    ),
    _row(
        "tables: a sheet shows nothing of a key that is set as one",
        "templates/grid.tex.j2",
        'exam.audience or cell.kind == "printed"',
        "true",
        "test_leak.py::test_nonsense_in_every_step_leaves_the_exam_as_it_is",
    ),
    _row(
        "tables: one that is wider than a line is refused",
        "gen/check/table_limits.py",
        "if view.width > room + 0.1:",
        "if False:",
        "test_tables.py::test_a_table_that_no_page_holds_is_refused",
    ),
    _row(
        "tables: an answer in words has room in its cell",
        "gen/check/table_limits.py",
        "if found.high > high:",
        "if False:",
        "test_tables.py::test_a_table_that_no_page_holds_is_refused",
    ),
    # Options
    _row(
        "options: what is asked",
        "gen/verify/options.py",
        "if _is_what_is_asked(option, verdict.number, verdict.asked[1]) != verdict.right:",
        "if False:",
        "test_choices.py::test_mutant_of_what_decides_is_refused[asked]",
    ),
    _row(
        "options: claims about numbers",
        "gen/verify/options.py",
        "if verdict.right not in _verdicts(option.right.claim, values, conventions):",
        "if False:",
        "test_choices.py::test_mutant_of_what_decides_is_refused[claim]",
    ),
    _row(
        "options: boxes are read back",
        "gen/proofread/choices.py",
        "if option.ticked != boxes:",
        "if False:",
        "test_choices.py::test_a_key_with_another_tick_or_number_is_refused",
    ),
    _row(
        "options: the sentence about boxes is read back",
        "gen/proofread/choices.py",
        "if named != (set() if together else right):",
        "if False:",
        "test_choices.py::test_a_key_with_another_tick_or_number_is_refused",
    ),
    _row(
        "options: one is right",
        "gen/questions/choices.py",
        'if choice.form == "one" and len(right) > 1:',
        "if False:",
        "test_choices.py::test_options_that_do_not_make_a_question_are_refused",
    ),
    _row(
        "options: draws with two right ones",
        "gen/variants/acceptance.py",
        "yield from (clash.name for one in features for answer in one.derivation.answers for clash in clashes_of(answer))",
        "yield from ()",
        "test_choices.py::test_draws_with_two_right_options_are_counted_and_rejected",
    ),
    _row(
        "options: rounded alike",
        "gen/questions/option_numbers.py",
        'style = shown if exact else replace(shown, fractions="none")',
        "style = shown",
        "test_choices.py::test_options_that_do_not_make_a_question_are_refused[option B is printed like y[2], and is another number]",
    ),
    # Lists of students
    _row(
        "rosters: two encodings in one file are none",
        "gen/roster/source.py",
        '        if raw.startswith(BOM_UTF8) or any(c > "\\x7f" and not "\\udc80" <= c <= "\\udcff" for c in lenient):',
        "        if raw.startswith(BOM_UTF8):",
        _ROSTER + "[broken-two-encodings]",
    ),
    _row(
        "rosters: letters of DOS and old Macs are none",
        "gen/roster/source.py",
        "    if damaged := _DAMAGED.search(source.text):",
        "    if False and (damaged := _DAMAGED.search(source.text)):",
        _ROSTER + "[broken-old-mac]",
    ),
    _row(
        "rosters: a number that was rounded is none",
        "gen/roster/cells.py",
        "    elif _ROUNDED.fullmatch(text):",
        "    elif False:",
        _ROSTER + "[broken-numbers]",
    ),
    _row(
        "rosters: two rows with one number",
        "gen/roster/reading.py",
        "        if other is student or not student.number:",
        "        if True:",
        _ROSTER + "[broken-doubles]",
    ),
    _row(
        "rosters: two students on one seat",
        "gen/roster/reading.py",
        "        if other is not student:",
        "        if False:",
        _ROSTER + "[broken-seats]",
    ),
    _row(
        "rosters: a formula in a table is computed by nobody",
        "gen/roster/csv_text.py",
        "if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell",
        "if False else cell",
        "test_rosters.py::test_a_table_that_is_written_has_no_formulas_and_is_read_as_it_was",
    ),
    _row(
        "rosters: rows behind each other share no variant",
        "gen/roster/dealing.py",
        "if not row.before or variant not in palette]",
        "if True]",
        "test_seats.py::test_neighbours_have_different_variants[4]",
    ),
    _row(
        "rosters: the order of a list has no say",
        "gen/roster/dealing.py",
        'sorted(students, key=lambda student: keyed(secret, "order", exam, student.number))',
        "list(students)",
        "test_seats.py::test_variants_follow_from_the_secret_and_not_from_the_list",
    ),
    _row(
        "batch: no two students have one seed",
        "gen/batch/plan.py",
        " if seed not in taken), ATTEMPTS",
        "), ATTEMPTS",
        "test_course.py::test_no_two_students_have_one_seed",
    ),
    _row(
        "rosters: a secret is not written over",
        "gen/roster/seeds.py",
        "    if file.is_symlink() or file.exists():",
        "    if False:",
        "test_seeds.py::test_a_secret_is_made_once_and_read_again",
    ),
    _row(
        "the letters of a stamp are read from the page",
        "gen/stamps/checking.py",
        "        if read != wanted:",
        "        if False:",
        f"{_STAMPS}the_stamp_of_another_student_is_refused",
    ),
    _row(
        "a page has the code that is its own",
        "gen/stamps/checking.py",
        "return stated == wanted and self._unpacked(found) == drawing",
        "return bool(stated or wanted or drawing)",
        f"{_STAMPS}a_stamped_sheet_that_is_altered_is_refused",
    ),
    _row(
        "a stamp changes nothing of a page",
        "gen/stamps/checking.py",
        "if self.found.packed.get(reference) != self.sheet.packed.get(original):",
        "if False:",
        f"{_STAMPS}a_stamped_sheet_that_is_altered_is_refused",
    ),
    _row(
        "a stamp changes nothing beside pages",
        "gen/stamps/checking.py",
        'for key in ("/Root", "/Info"))',
        "for key in ())",
        f"{_STAMPS}a_stamped_sheet_that_is_altered_is_refused",
    ),
    _row(
        "a stamped sheet is read before it is handed out",
        "gen/stamps/stamped_sheets.py",
        "            check_stamped(made, order, language)\n",
        "",
        f"{_STAMPS}no_sheet_is_handed_out_unread",
    ),
    _row(
        "a student's fonts tell of nobody else",
        "templates/stamps.tex.j2",
        "\\stampalphabet{T1}{255}",
        "\\stampalphabet{T1}{1}",
        f"{_STAMPS}nothing_of_one_student_is_in_anothers_pdf",
    ),
    _row(
        "what no font has is refused in a stamp",
        "gen/stamps/stamp.py",
        "for sign in dict.fromkeys(refused):",
        "for sign in ():",
        f"{_STAMPS}what_cannot_be_printed_is_said_before_anything_is_set",
    ),
    _row(
        "what a code cannot hold is not put into one",
        "gen/stamps/codes.py",
        "        if not re.fullmatch(form, str(getattr(code, name)), re.ASCII):",
        "        if False:",
        f"{_STAMPS}a_code_that_could_not_be_read_is_not_made",
    ),
    _row(
        "a sheet begins on the front of a leaf",
        "gen/stamps/print_shop.py",
        "    if len(pages) % 2:",
        "    if False:",
        f"{_STAMPS}a_room_is_one_pdf_in_which_each_sheet_begins_on_a_front",
    ),
    _row(
        "a file for Moodle is read back",
        "gen/export/moodle_file.py",
        "    check_read_back(read_moodle_xml(content), written, [fragments for fragments, _ in kept])\n",
        "",
        "test_moodle.py::test_a_file_that_does_not_read_as_it_was_meant_is_not_written",
    ),
    _row(
        "a file for Moodle says what the exam does",
        "gen/export/moodle_check.py",
        "if wrong := _wrong(found, fragments):",
        'if wrong := "":',
        "test_moodle.py::test_what_is_written_is_compared_with_the_exam_as_well",
    ),
    _row(
        "an author's signs are no places of a cloze",
        "gen/export/protected.py",
        "yield piece if in_formula else _SIGN.sub(lambda match: _SIGNS[match[0]], piece)",
        "yield piece",
        "test_moodle.py::test_words_of_an_author_are_words",
    ),
    _row(
        "Moodle marks ticks as the sheet says",
        "gen/export/moodle.py",
        """        return "places"
    return "essay"
""",
        """        return "places"
    return "places"
""",
        "test_moodle.py::test_ticks_are_marked_by_moodle_only_as_the_sheet_says",
    ),
    _row(
        "JSON is read back",
        "gen/export/json_export.py",
        "if read_json(text) != record:",
        "if False:",
        "test_json_export.py::test_a_file_that_reads_otherwise_is_not_handed_out",
    ),
    _row(
        "a sheet in JSON has printed formulas",
        "gen/export/json_text.py",
        "return FormulaRecord(latex, reads, display=display) if self.sheet else",
        "return FormulaRecord(latex, reads, display=display) if False else",
        "test_json_export.py::test_a_sheet_has_no_solution_no_tick_and_nothing_behind_a_formula",
    ),
    _row(
        "a key in QTI is for scorers",
        "gen/export/qti21_reader.py",
        'if rubric.get("view") != "scorer":',
        "if False:",
        "test_qti21.py::test_an_item_that_says_something_else_is_refused",
    ),
    _row(
        "rules of QTI are tried with answers",
        "gen/export/qti21_check.py",
        "if abs(marks(found, responses) - float(points)) > _NEAR:",
        "if False:",
        "test_qti21.py::test_an_item_that_says_something_else_is_refused",
    ),
    _row(
        "texts for Canvas are read back",
        "gen/export/canvas_check.py",
        "if not _begins(one.text, pieces.asked):",
        "if False:",
        "test_canvas.py::test_a_package_that_says_something_else_is_refused",
    ),
    _row(
        "words for Canvas are no formulas",
        "gen/export/canvas_questions.py",
        'protected(below(pieces.asked, paragraph(f"{one.label}) {told}"))),',
        'below(pieces.asked, paragraph(f"{one.label}) {told}")),',
        "test_canvas.py::test_words_of_an_author_are_words",
    ),
    _row(
        "a preview's pages are read back",
        "gen/preview/work.py",
        """check_pages(checked, pages.sheet, [("graders", pages.key)], memo=memo)""",
        "pass",
        f"{_PREVIEW}pages_are_read_back",
    ),
    _row(
        "a preview answers under its own name alone",
        "gen/preview/guard.py",
        """if headers.getlist("host") not in [[host] for host in self.hosts]:""",
        "if False:",
        f"{_PREVIEW}its_own_pages_alone_may_ask",
    ),
    _row(
        "a preview answers no page of another origin",
        "gen/preview/guard.py",
        """if headers.get("origin", f"http://{headers['host']}") != f"http://{headers['host']}":""",
        "if False:",
        f"{_PREVIEW}its_own_pages_alone_may_ask",
    ),
    _row(
        "a preview answers no page of another site, whatever it leaves out",
        "gen/preview/guard.py",
        """if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):""",
        "if False:",
        f"{_PREVIEW}its_own_pages_alone_may_ask",
    ),
    _row(
        "a preview answers no other user of the machine",
        "gen/preview/guard.py",
        """if owner_of_connection(scope.get("client"), self.port) == "another":""",
        "if False:",
        f"{_PREVIEW}another_user_is_refused",
    ),
    _row(
        "whose a connection is decides who has its other end",
        "gen/system/connections.py",
        "ends.get((there, here)) in (0, os.geteuid())",
        "ends",
        f"{_PREVIEW}the_system_tells_whose_a_connection_is",
    ),
    _row(
        "a script of an author or of others does not run in a preview",
        "gen/preview/guard.py",
        "default-src 'none'; script-src 'self'; ",
        "default-src 'none'; script-src 'self' 'unsafe-inline'; ",
        f"{_PREVIEW}a_page_may_do_no_more_than_it_must",
    ),
    _row(
        "what is kept between two saves is kept for the same data alone",
        "gen/model/memo.py",
        "sha256(pickle.dumps(one)).digest()",
        "type(one)",
        "test_memo.py::test_the_same_data_are_the_object_that_was_met_first",
    ),
    _row(
        "a preview's process that has become large is replaced",
        "gen/system/background.py",
        "if isinstance(found, Ended) and found.large:",
        "if False:",
        "test_background.py::test_a_process_that_has_become_large_is_replaced_between_two_requests",
    ),
    _row(
        "what a save has overtaken is given up",
        "gen/preview/hub.py",
        """                if self._at is not None:
                    self._drop()
""",
        "",
        "test_hub.py::test_work_that_a_save_has_overtaken_is_given_up",
    ),
    # Editors, and new courses
    _row("editors: nothing is overwritten", "gen/cli/editors.py", "    check_free(folder, files)\n", "", f"{_STARTER}what_is_there_stays"),
    _row(
        "editors: nothing is written through a link",
        "gen/editors/starter.py",
        "(one.is_symlink() and one != folder) or ",
        "",
        f"{_STARTER}what_is_there_stays",
    ),
    _row(
        "editors: a schema knows all keys of a mapping",
        "gen/editors/schema.py",
        '            "additionalProperties": False,\n        }\n        if keys.required',
        '            "additionalProperties": True,\n        }\n        if keys.required',
        f"{_SCHEMA}where_the_tool_knows_all_keys_the_schema_does",
    ),
    _row(
        "editors: a schema knows what a question needs",
        "gen/editors/schema.py",
        'found["then"] = {"required": list(one.needs)}',
        'found["then"] = {}',
        f"{_SCHEMA}what_goes_with_a_question_is_what_the_tool_asks_for",
    ),
    _row(
        "editors: a schema knows what goes with one question",
        "gen/editors/schema.py",
        'found["else"] = {"properties": dict.fromkeys(one.own, False)}',
        'found["else"] = {}',
        f"{_SCHEMA}what_goes_with_a_question_is_what_the_tool_asks_for",
    ),
    _row(
        "editors: a schema knows the words there are",
        "gen/editors/schema.py",
        'return {"type": "string", "enum": list(form.one_of)}',
        'return {"type": "string"}',
        f"{_SCHEMA}a_schema_tells_of_broken_files_what_a_schema_can",
    ),
    _row(
        "editors: a rule is of one kind",
        "gen/editors/schema.py",
        "{other: False for other in keys.one_of if other != name}",
        "{}",
        f"{_SCHEMA}of_some_keys_a_mapping_has_exactly_one",
    ),
]


def copied(folder: Path) -> Path:
    """All files of the project as they are now, those included that are not committed yet."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def failure(folder: Path, tests: Iterable[str], compiled: str = "") -> tuple[int, str]:
    """Pytest's exit code, and what the first failure says."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=line", *tests]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": compiled}
    try:
        run = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=LONGEST if compiled else None)
    except subprocess.TimeoutExpired:
        return 1, "assert an end: without its limit a test does not come to one"
    said = re.search(r"^(\S+:\d+): (.*)$", run.stdout, re.MULTILINE)
    return run.returncode, f"{said[2]} at {Path(said[1]).name}" if said else (run.stdout + run.stderr)[-300:]


def without(protection: Protection, folder: Path) -> str:
    """What is wrong with a protection: nothing, if its tests miss it."""
    file = folder / protection.file
    source = file.read_text(encoding="utf-8")
    if source.count(protection.old) != 1:
        return f"stands {source.count(protection.old)} times in {protection.file}: {protection.old.strip()}"
    file.write_text(source.replace(protection.old, protection.new), encoding="utf-8")
    try:
        code, said = failure(folder, protection.tests, compiled="no")
    finally:
        shutil.copy2(ROOT / protection.file, file)
    if code == 0:
        return "can be taken out unnoticed"
    return "" if code == 1 and REFUSED.match(said) else f"exit code {code}: {said}"


def main(words: Sequence[str]) -> int:
    chosen = [one for one in PROTECTIONS if not words or any(word in one.name for word in words)]
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="protections-") as place:
        folder = copied(Path(place).resolve())
        tests = dict.fromkeys(test for one in chosen for test in one.tests)
        code, said = failure(folder, tests)
        if code:
            print(f"the tests fail with all protections in place: {said}")
            return 1
        for one in chosen:
            began = time.monotonic()
            told = without(one, folder)
            wrong += bool(told)
            print(f"{'NOT MISSED' if told else 'missed':<12}{one.name:<40}{told or f'{time.monotonic() - began:.1f} s'}", flush=True)
    print(f"{len(chosen) - wrong} of {len(chosen)} protections are missed by a test when they are taken out")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
