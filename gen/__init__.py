"""Worked-solution generator for deep-learning exams: a problem's equations in, exam sheet and derived answer key out."""
