"""How the answers to one question fall: a bar with its whisker for each answer."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from sonda.charts import doubt
from sonda.charts.chart import Cell, Chart, columns, groups
from sonda.charts.context import Context, sentences
from sonda.charts.figures import intervals
from sonda.methods.distribution import Distribution
from sonda.methods.joined_steps import OTHERS
from sonda.methods.steps import Share
from sonda.methods.written import written_number

SHORT = 80  # letters of a question and an answer that leave a finding within two lines


def chart(results: Any, *, context: Context, answers: Mapping[str, str] | None = None) -> Chart:
    """The claim about one question; `answers` are the answers in the reader's words."""
    result: Distribution = groups(results)[0][1]
    words = answers or {}
    described = sentences(*(about(share, words, context) + "." for share in result.shares[:24]))
    spec, narrow = intervals.draw(
        [
            intervals.Row(
                name=called(share, words, context),
                value=times(share.share),
                low=times(share.low),
                high=times(share.high),
                value_text=context.percent(share.share),
                second_text=context.count(share.n),
                kind="accent" if share.answer == result.leading else "even",
                about=about(share, words, context),
            )
            for share in result.shares
        ],
        look=intervals.Look(
            text=lambda v, d, first: context.percent(v / 100, d) if first else context.number(v, d),
            low=0,
            high=100,
            head=_("share"),
            second_head=_("answers"),
            bars=True,
        ),
        description=described,
    )
    return Chart(
        key="distribution",
        finding=finding(result, words, context),
        deck=deck(result, words, context),
        verdict=result.verdict,
        n=result.n,
        spec=spec,
        narrow=narrow,
        caption=sentences(
            context.say(_("Asked: %(measure)s."), measure=context.measure.rstrip(" ?.!…")) if context.measure else "",
            context.say(_("Bar: share of those who answered. Line: its %(level)s interval."), level=context.level_text),
            stretches(result.shares, context),
            context.say(_("The table holds all %(n)s answers."), n=context.count(len(result.shares)))
            if len(result.shares) > intervals.MOST
            else "",
            context.design(),
        ),
        description=described,
        columns=columns(
            ("answer", _("Answer")),
            ("share", _("Share")),
            ("interval", context.say(_("%(level)s interval"), level=context.level_text)),
            ("n", _("Answers")),
        ),
        rows=tuple(
            (
                Cell(value=called(share, words, context)),
                Cell(value=share.share, kind="percent"),
                Cell(value=(share.low, share.high), kind="interval", share=True),
                Cell(value=share.n, kind="count"),
            )
            for share in result.shares
        ),
        how=how(result, context),
        surer=doubt.halve(context, result.n) if result.leading is not None else None,
        notes=context.notes(result),
        language=context.language,
    )


def called(share: Any, words: Mapping[str, str], context: Context) -> str:
    """An answer in the reader's words; a stretch of numbers by its ends."""
    if share.start is not None and share.end is not None:
        digits = max(_digits(share.start), _digits(share.end))
        return f"{context.number(share.start, digits)}–{context.number(share.end, digits)}"
    if share.answer == OTHERS:
        return _(OTHERS)
    if share.answer in words:
        return words[share.answer]
    number = written_number(share.answer)
    return share.answer if number is None or number % 1 == 0 else context.number(number, _digits(number))


def finding(result: Distribution, words: Mapping[str, str], context: Context) -> str:
    if not result.n or all(share.share is None for share in result.shares):
        return context.say(_("Nobody has answered yet, so there are no shares."))
    leading = next((share for share in result.shares if share.answer == result.leading), None)
    if leading is None:
        return context.say(_("No answer is for certain the most frequent one."))
    answer = context.quoted(called(leading, words, context))
    asked = context.measure.rstrip(" ?.!…")
    if not asked or len(asked) + len(answer) > SHORT:
        return context.say(_("The most frequent answer is %(answer)s."), answer=answer)
    return context.say(_("“%(asked)s”: the most frequent answer is %(answer)s."), asked=asked, answer=answer)


def deck(result: Distribution, words: Mapping[str, str], context: Context) -> str:
    """The largest share, and the mean of numbers."""
    known = [share for share in result.shares if share.share is not None]
    if not known:
        return ""
    most = max(known, key=lambda share: share.share or 0.0)
    return sentences(
        context.say(
            _("%(answer)s: %(share)s, %(between)s, of %(answers)s."),
            answer=context.quoted(called(most, words, context)),
            share=context.percent(most.share),
            between=context.between(most.low, most.high, share=True),
            answers=context.answers(result.n),
        ),
        context.say(
            _("The mean is %(mean)s, %(between)s."),
            mean=context.number(result.mean, 2),
            between=context.between(result.mean_low, result.mean_high, 2),
        )
        if result.mean is not None
        else "",
    )


def stretches(steps: Any, context: Context) -> str:
    if not any(step.start is not None for step in steps):
        return ""
    return context.say(_("A stretch of numbers holds its lower end and not its upper one."))


def about(share: Share, words: Mapping[str, str], context: Context) -> str:
    return context.say(
        _("%(answer)s: %(share)s, %(between)s, %(answers)s"),
        answer=called(share, words, context),
        share=context.percent(share.share),
        between=context.between(share.low, share.high, share=True),
        answers=context.answers(share.n),
    )


def share_how(context: Context) -> tuple[tuple[str, str], ...]:
    weighted = context.weighted or context.clustered
    return (
        (_("Share"), context.say(_("People who gave an answer, divided by all who answered; blanks are left out."))),
        (
            _("Interval"),
            _("Wilson’s interval at the effective number of answers: weights and events are allowed for.")
            if weighted
            else _("Wilson’s interval of a share (1927)."),
        ),
    )


def how(result: Distribution, context: Context) -> tuple[tuple[str, str], ...]:
    return (
        *share_how(context),
        (
            _("Most frequent"),
            context.say(
                _(
                    "An answer is called the most frequent one where its share is above every other’s: each difference"
                    " of two shares of one sample keeps off zero, with the level raised for all of them (Bonferroni)."
                )
            ),
        ),
        (_("Source"), "Wilson (1927); Goodman (1965); Korn, Graubard (1998)"),
        context.signed(result),
    )


def times(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _digits(value: float) -> int:
    return next((d for d in range(4) if abs(value - round(value, d)) < 1e-9), 4)
