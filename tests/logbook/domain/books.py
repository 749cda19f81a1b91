"""A household with every field filled, to tell of."""

from __future__ import annotations

from datetime import date

from kernel.values.money import Money
from kernel.wire.clock import new_id
from services.logbook.domain.households import Assessment, Household, Point, Resident
from services.logbook.domain.indicators import Answer

HOUSEHOLD = Household(
    household_id=new_id("household"),
    house_code="00000000615",
    area_code="65080106",
    address="64/3 หมู่ 6",
    point=Point(16.927184, 100.509061),
    tenure="เช่า",
    income_month=Money(300000),
    expense_month=Money(280000),
    debt=Money(12000000),
    debt_source="กองทุนหมู่บ้าน",
    needs="เงินทุนประกอบอาชีพ",
    help_received="ซ่อมบ้าน พอช.",
    residents=(
        Resident(
            new_id("person"),
            "หัวหน้าครัวเรือน",
            date(1963, 9, 30),
            "day",
            ("ELDERLY_60",),
            "การเห็น",
            "เบาหวาน",
        ),
        Resident(None, "บุตร"),
    ),
)
ASSESSMENT = Assessment(
    new_id("assessment"),
    HOUSEHOLD.household_id,
    "1/2568",
    date(2024, 11, 24),
    (Answer.PASSED,) * 7 + (Answer.FAILED,) + (Answer.PASSED,) * 23,
    assessor="อพม. ตัวอย่าง",
)
