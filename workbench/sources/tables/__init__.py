"""Answers in: any table to rows of answers, and which question each column asks."""
