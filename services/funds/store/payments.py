"""Payments of claims, and their receipts."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from kernel.values.money import Money
from services.funds import tables
from services.funds.domain.payments import Payment

_ADD: Final = insert(tables.payments)
_OF_CLAIM: Final = (
    select(tables.payments)
    .where(tables.payments.c.claim_id == bindparam("of_claim"))
    .order_by(tables.payments.c.void_entry_id.is_(None), tables.payments.c.payment_id)
)


class PaymentStore:
    """Named reads and writes of payments."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, payment: Payment) -> None:
        row = {**vars(payment), "amount_satang": payment.amount.satang}
        del row["amount"]
        self._connection.execute(_ADD, row)

    def of_claim(self, claim_id: str) -> list[Payment]:
        """A claim's payments: those voided by their ids, and last the one that holds, if any."""
        rows = self._connection.execute(_OF_CLAIM, {"of_claim": claim_id})
        return [_payment(row) for row in rows]

    def receipt_taken(self, fund_id: str, receipt_no: str) -> bool:
        table = tables.payments
        query = select(table.c.payment_id).where(
            table.c.fund_id == fund_id, table.c.receipt_no == receipt_no
        )
        return self._connection.execute(query).first() is not None

    def void(self, payment: Payment) -> None:
        """Keep by which entry a payment was turned round, by whom and why."""
        table = tables.payments
        self._connection.execute(
            update(table)
            .where(table.c.payment_id == payment.payment_id, table.c.void_entry_id.is_(None))
            .values(
                void_entry_id=payment.void_entry_id,
                voided_by=payment.voided_by,
                void_reason=payment.void_reason,
            )
        )


def _payment(row: Row[Any]) -> Payment:
    told = row._asdict()
    return Payment(amount=Money(told.pop("amount_satang")), **told)
