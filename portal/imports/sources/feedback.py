"""What customers say: reviews of a shop, tickets of a help desk."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.core.clock import now, today
from portal.core.i18n import N_
from portal.core.traceability.operations.taking import product_of
from portal.imports.cells import calendar_day, moment, text_of, whole, yes_or_no
from portal.imports.rules import CHUNK_OF_FACTS, ImportMode
from portal.imports.source import Column, Source
from portal.imports.sources.goods import SKU, known
from portal.imports.sources.sales import ORDER
from scoring.feedback.operations import merge_reviews, merge_tickets
from scoring.feedback.rules import ReviewRow, TicketRow, demand_review, demand_ticket

Products = Mapping[str, int]
CHANNEL = ("sales channel", "shop", "platform", "渠道", "销售渠道", "平台")


def _products(session: Session) -> Products:
    return known(session)[1]


def _check_review(row: ReviewRow, products: Products) -> None:
    demand_review(row, today())
    if row.sku:
        product_of(row.sku, products)


def _check_ticket(row: TicketRow, products: Products) -> None:
    demand_ticket(row, now())
    if row.sku:
        product_of(row.sku, products)


def _to_review(values: Mapping[str, Any]) -> ReviewRow:
    return ReviewRow(**values)


def _to_ticket(values: Mapping[str, Any]) -> TicketRow:
    return TicketRow(**values)


REVIEWS = Source(
    code="reviews",
    label=N_("Reviews"),
    text=N_("What customers wrote about an order: stars, willingness to recommend, words."),
    columns=(
        Column("number", N_("Review number"), text_of(80), required=True,
               aliases=("review", "review id", "review no", "id", "评价编号", "评论编号", "编号")),
        Column("order", N_("Order number"), text_of(80), aliases=ORDER),
        Column("sku", N_("SKU"), text_of(60), constant=True, aliases=SKU),
        Column("score", N_("Stars"), whole, hint=N_("1 to 5"),
               aliases=("stars", "rating", "review score", "评分", "星级")),
        Column("recommends", N_("Would recommend"), whole, hint=N_("0 to 10"),
               aliases=("nps", "recommend", "likelihood to recommend", "推荐意愿", "推荐分")),
        Column("reviewed_on", N_("Reviewed on"), calendar_day, required=True, constant=True,
               aliases=("date", "review date", "created", "review creation date", "评价日期",
                        "评论日期", "日期")),
        Column("title", N_("Title"), text_of(200),
               aliases=("review title", "review comment title", "标题")),
        Column("text", N_("Text"), text_of(5_000),
               aliases=("comment", "review", "content", "review comment message", "评价内容",
                        "评论内容", "内容")),
        Column("channel", N_("Channel"), text_of(40), constant=True, aliases=CHANNEL),
    ),
    to_row=_to_review,
    apply=merge_reviews,
    mode=ImportMode.KEEP_GOOD,
    chunk=CHUNK_OF_FACTS,
    any_of=(("score", "recommends"),),
    look_up=_products,
    check=_check_review,
)  # fmt: skip

TICKETS = Source(
    code="tickets",
    label=N_("Tickets"),
    text=N_("What customers asked for help with: opened, first answered, solved, reopened."),
    columns=(
        Column("number", N_("Ticket number"), text_of(80), required=True,
               aliases=("ticket", "ticket id", "ticket no", "case", "case number", "id",
                        "工单编号", "工单号", "编号")),
        Column("order", N_("Order number"), text_of(80), aliases=ORDER),
        Column("sku", N_("SKU"), text_of(60), constant=True, aliases=SKU),
        Column("topic", N_("Topic"), text_of(200), constant=True,
               aliases=("subject", "reason", "category", "type", "主题", "问题类型", "类别")),
        Column("channel", N_("Channel"), text_of(40), constant=True,
               aliases=("source", "via", *CHANNEL)),
        Column("opened_at", N_("Opened at"), moment, required=True,
               hint=N_("With the time of day; UTC unless it says another zone"),
               aliases=("created", "created at", "opened", "open time", "date", "创建时间",
                        "提交时间", "受理时间")),
        Column("answered_at", N_("First answered"), moment,
               aliases=("first response", "first response at", "first reply", "answered",
                        "首次响应时间", "首次回复时间")),
        Column("solved_at", N_("Solved"), moment,
               aliases=("solved", "resolved", "resolved at", "closed", "closed at", "解决时间",
                        "完结时间", "关闭时间")),
        Column("contacts", N_("Number of contacts"), whole, hint=N_("1: solved at first contact"),
               aliases=("replies", "touches", "number of contacts", "联系次数", "沟通次数")),
        Column("reopened", N_("Reopened"), yes_or_no, hint=N_("yes or no"),
               aliases=("was reopened", "是否重开", "重开")),
    ),
    to_row=_to_ticket,
    apply=merge_tickets,
    mode=ImportMode.KEEP_GOOD,
    chunk=CHUNK_OF_FACTS,
    look_up=_products,
    check=_check_ticket,
)  # fmt: skip
