"""What analytics tools export, as they write it: which shape is taken, and which numbers come out with which n."""

from __future__ import annotations

import pytest

from workbench.sources.numbers.analytics import read, sheets_of
from workbench.sources.numbers.measured import day
from workbench.sources.numbers.metrics import add_metrics, read_metrics
from workbench.study.errors import Refused
from workbench.study.folder import Folder

# The head and columns are those of GA4's funnel exploration, downloaded as CSV.
GA4_FUNNEL = """# ----------------------------------------
# Funnel exploration 1
# Account: Tern
# Property: Tern - GA4
# 20260101-20260331
# ----------------------------------------

Step,Device category,Active users,Completion rate,Abandonments,Abandonment rate
1. Visit,Total,20000,0.1,18000,0.9
1. Visit,desktop,12000,0.125,10500,0.875
1. Visit,mobile,8000,0.0625,7500,0.9375
2. Checkout,Total,2000,0.25,1500,0.75
2. Checkout,desktop,1500,0.3,1050,0.7
2. Checkout,mobile,500,0.1,450,0.9
3. Purchase,Total,500,,0,
3. Purchase,desktop,450,,0,
3. Purchase,mobile,50,,0,
"""
GA4_PAGES = """# ----------------------------------------
# Pages and screens: Page path and screen class
# Account: Tern
# ----------------------------------------
#
# Start date: 20260201
# End date: 20260228
Page path and screen class,Views,Active users,Views per active user,Average engagement time per active user,Bounce rate,Sessions
/pricing,1500,1000,1.5,63.25,0.4,1200
/help/start,300,200,1.5,120.5,0.1,250
,1800,1150,1.565,73.1,0.35,1400
"""


@pytest.fixture
def file(tmp_path):
    def write(text, name="export.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def measured(file):
    """Return a function: what a file measures, as {(place, metric): (value, n, unit)}, and how it was read."""

    def look(text, *, shape=None, date="2026-03-31", **how):
        found = read(sheets_of(file(text), date=date, **how), shape=shape)
        return {(m.place, m.metric): (m.value, m.n, m.unit) for m in found.measured}, found

    return look


# Funnels --------------------------------------------------------------------------------------------------------


def test_the_funnel_of_ga4_is_its_totals_under_the_end_of_its_period(measured):
    numbers, found = measured(GA4_FUNNEL, date=None)
    assert found.shape == "funnel"
    assert {m.date for m in found.measured} == {"2026-03-31"}
    assert numbers == {
        ("1. Visit", "entered"): (20000, None, "count"),
        ("1. Visit", "drop-off"): (pytest.approx(0.9), 20000, "share"),
        ("2. Checkout", "entered"): (2000, None, "count"),
        ("2. Checkout", "drop-off"): (pytest.approx(0.75), 2000, "share"),
        ("3. Purchase", "entered"): (500, None, "count"),  # nothing comes after it, so nobody dropped off
    }
    assert "broken down by 'Device category': only its totals are taken" in found.notes


@pytest.mark.parametrize(
    "text",
    [
        "step,users\nVisit,200\nCheckout,50\nPaid,20\n",
        "Step,Entered,Completed\nVisit,200,50\nCheckout,50,20\n",
        "Step,Event,Count,Step Conv Ratio,Overall Conv Ratio\nVisit,a,200,1,1\nCheckout,b,50,0.25,0.25\nPaid,c,20,0.4,0.1\n",
        "Funnel step;Visitors;Drop-offs\nVisit;200;150\nCheckout;50;30\n",
    ],
    ids=["users only", "entered and completed", "Mixpanel", "semicolons and drop-offs"],
)
def test_drop_off_is_one_minus_completed_over_entered(measured, text):
    numbers, found = measured(text)
    assert found.shape == "funnel"
    assert numbers["Visit", "drop-off"] == (0.75, 200, "share")
    assert numbers["Checkout", "drop-off"] == (pytest.approx(0.6), 50, "share")


def test_an_open_funnel_says_that_drop_off_is_not_known(measured):
    numbers, found = measured("step,users\nVisit,50\nCheckout,80\nPaid,20\n")
    assert ("Visit", "drop-off") not in numbers
    assert any("an open funnel" in n for n in found.notes)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("step,entered,completed\nVisit,50,80\n", "50 entered, and 80 completed"),
        ("step,device,users\nVisit,tablet,50\nVisit,phone,80\n", "'Visit' stands in several rows"),
        ("step,users\nVisit,\nPaid,3\n", "a step without a number of people"),
    ],
)
def test_a_funnel_that_cannot_be_right_is_refused(measured, text, why):
    with pytest.raises(Refused, match=why):
        measured(text)


def test_a_funnel_for_each_month(measured):
    _, found = measured("month,step,users\n2026-01,Visit,10\n2026-01,Paid,5\n2026-02,Visit,10\n2026-02,Paid,4\n", date=None)
    assert [(m.date, m.value) for m in found.measured if m.metric == "drop-off"] == [("2026-01-31", 0.5), ("2026-02-28", 0.6)]


# Heatmaps -------------------------------------------------------------------------------------------------------


def test_clicks_over_visitors_are_a_mean_and_those_who_clicked_a_share(measured):
    numbers, found = measured("element,clicks,unique clicks,visitors\n#pay,90,60,100\n.fees,0,0,100\n")
    assert found.shape == "elements"
    assert numbers["#pay", "clicks"] == (90, None, "count")
    assert numbers["#pay", "clicks per visitor"] == (0.9, 100, "mean")  # no share: one visitor may click twice
    assert numbers["#pay", "clicked"] == (0.6, 100, "share")
    assert numbers[".fees", "clicked"] == (0.0, 100, "share")


def test_elements_belong_to_their_page_if_the_file_names_it(measured):
    numbers, _ = measured("page,element,clicks,rage clicks\n/pay,Pay now,90,7\n")
    assert numbers == {("/pay", "clicks on Pay now"): (90, None, "count"), ("/pay", "rage clicks on Pay now"): (7, None, "count")}


def test_nps_keeps_the_spread_of_its_groups(measured):
    _, found = measured("Month,Promoters,Passives,Detractors\n2026-01,50,30,20\n", date=None)
    assert found.measured[0].sd == pytest.approx(100 * (0.5 + 0.2 - 0.3**2) ** 0.5)  # of +1, 0 and -1, in points
    _, found = measured("month,CES,responses,sd\n2026-01,5.5,250,1.25\n", date=None)
    assert (found.measured[0].value, found.measured[0].sd) == (5.5, 1.25)


def test_a_grid_of_clicks_is_summed_up(measured):
    cells = "".join(f"{x},{y},{100 if (x, y) == (3, 4) else 1}\n" for x in range(5) for y in range(6))
    numbers, found = measured(f"x,y,count\n{cells}")
    assert found.shape == "grid"
    assert numbers["", "clicks"] == (129, None, "count")
    assert numbers["", "share of clicks in the busiest tenth"] == (pytest.approx(102 / 129), None, "ratio")  # clicks are no cases
    assert any("most (100) at x 3, y 4" in n for n in found.notes)


# Reports --------------------------------------------------------------------------------------------------------


def test_a_report_of_ga4_by_page(measured):
    numbers, found = measured(GA4_PAGES, date=None)
    assert found.shape == "report"
    assert numbers["/pricing", "views"] == (1500, None, "count")
    assert numbers["/pricing", "bounce rate"] == (0.4, 1200, "share")  # of sessions, by GA4's definition
    assert numbers["/pricing", "views per active user"] == (1.5, 1000, "mean")
    assert {m.date for m in found.measured} == {"2026-02-28"}
    assert len({m.place for m in found.measured}) == 2
    assert any("totals" in n for n in found.notes)


def test_what_recordings_tell_is_a_share_of_sessions_only_if_sessions_are_counted(measured):
    numbers, _ = measured("Page URL,Sessions,Rage clicks,Sessions with rage clicks,Drop-off\n/pay,200,90,30,25%\n")
    assert numbers["/pay", "rage clicks"] == (90, None, "count")
    assert numbers["/pay", "sessions with rage clicks"] == (0.15, 200, "share")
    assert numbers["/pay", "drop-off"] == (0.25, 200, "share")


def test_a_share_whose_base_is_not_in_the_file_has_no_n(measured):
    assert measured("page,Exit rate,Sessions\n/pay,25%,200\n")[0]["/pay", "exit rate"] == (0.25, None, "share")


def test_a_share_above_one_without_a_sign_is_asked_about(measured):
    text = "page,sessions,bounce rate\n/pay,200,40\n"
    with pytest.raises(Refused, match=r"percent=True") as error:
        measured(text)
    assert error.value.place == "row 2, column bounce rate"
    assert measured(text, percent=True)[0]["/pay", "bounce rate"] == (0.4, 200, "share")


def test_a_page_that_stands_twice_is_refused_with_its_rows(measured):
    with pytest.raises(Refused, match="'/pay' stands in several rows") as error:
        measured("page,owner,sessions\n/pay,sales,3\n/pay,growth,4\n")
    assert error.value.place == "rows 2 and 3"


# Scores ---------------------------------------------------------------------------------------------------------


def test_nps_is_computed_from_its_groups(measured):
    numbers, found = measured("Month,Promoters,Passives,Detractors,NPS\n2026-01,50,30,20,30\n", date=None)
    assert numbers == {("", "NPS"): (30.0, 100, "score")}
    assert found.measured[0].date == "2026-01-31"


@pytest.mark.parametrize(
    ("head", "cell", "value", "unit"),
    [
        ("CSAT", "82%", 0.82, "share"),
        ("CSAT (%)", "82", 0.82, "share"),
        ("CSAT", "0.82", 0.82, "share"),
        ("csat score", "4.2", 4.2, "mean"),
        ("NPS", "-12", -12, "score"),
        ("CES", "5.5", 5.5, "mean"),
    ],
)
def test_a_score_is_a_share_a_mean_or_on_its_own_scale(measured, head, cell, value, unit):
    ((found, n, kind),) = measured(f"month,{head},responses\nJan 2026,{cell},250\n", date=None)[0].values()
    assert (found, n, kind) == (pytest.approx(value), 250, unit)


@pytest.mark.parametrize(("head", "cell"), [("CSAT", "82"), ("NPS", "0.4"), ("NPS", "140")])
def test_a_score_that_can_be_meant_two_ways_is_asked_about(measured, head, cell):
    with pytest.raises(Refused):
        measured(f"month,{head},responses\n2026-01,{cell},250\n", date=None)


# Which shape, and how numbers are written ---------------------------------------------------------------------------


def test_what_is_not_understood_is_refused_with_its_columns(measured):
    with pytest.raises(Refused, match=r"the columns are 'colour', 'taste'.*shape="):
        measured("colour,taste\nred,sour\n")


def test_of_two_tables_in_one_file_the_person_chooses(measured):
    text = "# a\nstep,users\nVisit,10\nPaid,5\n# b\nmonth,NPS,n\n2026-01,12,250\n"
    with pytest.raises(Refused, match="2 tables"):
        measured(text)
    assert measured(text, shape="scores")[0] == {("", "NPS"): (12, 250, "score")}


def test_rows_are_counted_in_the_file_not_in_the_table(measured):
    with pytest.raises(Refused) as error:
        measured(GA4_FUNNEL.replace("2000,0.25", "many,0.25"), date=None)
    assert error.value.place == "row 12, column Active users"


def test_without_any_date_the_person_gives_one(measured):
    with pytest.raises(Refused, match="date="):
        measured("step,users\nVisit,10\nPaid,5\n", date=None)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-02", "2026-02-28"),
        ("Feb 2026", "2026-02-28"),
        ("02/2024", "2024-02-29"),
        ("2026 Q1", "2026-03-31"),
        ("20260210", "2026-02-10"),
        ("2026-02-10T10:00", "2026-02-10"),
        ("2026-02-10 10:00:05", "2026-02-10"),
        ("10.02.2026", "2026-02-10"),  # with points the day is first
        ("2026/2/10", "2026-02-10"),
        ("10 Feb 2026", "2026-02-10"),
        ("Feb 10, 2026", "2026-02-10"),
        ("31/03/2026", "2026-03-31"),  # there is no 31st month
        ("3/31/2026", "2026-03-31"),
        ("04/04/2026", "2026-04-04"),
    ],
)
def test_a_period_is_its_last_day(text, iso):
    assert day(text, "f", "p") == iso


@pytest.mark.parametrize("text", ["03/04/2026", "soon", "2026-13", "32026", "31.02.2026", "32/13/2026"])
def test_a_date_that_can_be_read_two_ways_is_none(text):
    with pytest.raises(Refused):
        day(text, "f", "p")


# Into the study ---------------------------------------------------------------------------------------------------


def test_steps_find_their_stage_by_name_or_by_what_the_person_says(folder, file):
    report = add_metrics(folder, file(GA4_FUNNEL), stages={"Visit": "awareness", "checkout": "Consideration"}, source="GA4")
    assert (report.status, report.rows) == ("added", 5)
    assert "read as a funnel (shape='funnel')" in report.notes
    found = {(m.stage, m.metric): (m.n, m.value, m.unit) for m in read_metrics(folder.root / "metrics.csv")}
    assert found["purchase", "entered"] == (None, 500, "count")  # "3. Purchase" is the stage itself
    assert found["awareness", "drop-off: 1. Visit"] == (20000, pytest.approx(0.9), "share")
    assert add_metrics(folder, file(GA4_FUNNEL), stages={"Visit": "awareness", "checkout": "Decision"}, source="GA4").status


def test_what_belongs_to_no_stage_is_listed_and_nothing_is_written(folder, file, tree):
    before = tree(folder)
    with pytest.raises(Refused, match=r"2 of 3 steps or pages belong to no stage: '1. Visit', '2. Checkout'"):
        add_metrics(folder, file(GA4_FUNNEL))
    assert tree(folder) == before


def test_a_pattern_takes_many_pages_and_none_leaves_them_out(folder, file):
    pages = "page,sessions\n/help/a,3\n/help/b,4\n/careers,9\n/pricing,5\n"
    report = add_metrics(
        folder, file(pages), stages={"/help*": "retention", "/pricing": "consideration", "*": None}, date="2026-03-31"
    )
    assert [m.metric for m in read_metrics(folder.root / "metrics.csv")] == [
        "sessions: /pricing",
        "sessions: /help/a",
        "sessions: /help/b",
    ]
    assert "left out, as you said: '/careers'" in report.notes


@pytest.mark.parametrize(
    ("stages", "why"),
    [
        ({"/pay": "purchase", "/chekout": "purchase"}, "nothing in the file is called '/chekout'"),
        ({"/pay": "moon"}, "no stage is called 'moon'"),
        ("moon", "no stage is called 'moon'"),
    ],
)
def test_a_mapping_that_misses_is_refused(folder, file, stages, why):
    with pytest.raises(Refused, match=why):
        add_metrics(folder, file("page,sessions\n/pay,3\n"), stages=stages, date="2026-03-31")


def test_one_stage_takes_a_whole_file(folder, file):
    add_metrics(folder, file("month,NPS,n\n2026-01,12,250\n"), stages="advocacy")
    (metric,) = read_metrics(folder.root / "metrics.csv")
    assert (metric.stage, metric.metric, metric.value, metric.unit) == ("advocacy", "NPS", 12, "score")
    with pytest.raises(Refused, match='stages="purchase"'):
        add_metrics(folder, file("month,NPS,n\n2026-01,12,250\n"))


def test_a_step_that_is_a_planned_touchpoint_belongs_to_its_stage(folder, file):
    toml = folder.root / "study.toml"
    text = toml.read_text() + '\n[[touchpoints]]\nid = "till"\nlabel = "Till"\nstage = "purchase"\naliases = ["/pay"]\n'
    toml.write_text(text)
    add_metrics(Folder(folder.root), file("page,sessions\n/pay,3\n"), date="2026-03-31")
    (metric,) = read_metrics(folder.root / "metrics.csv")
    assert (metric.stage, metric.metric) == ("purchase", "sessions: /pay")  # its own name stays: it is not the whole stage


# Parquet ----------------------------------------------------------------------------------------------------------


def parquet(tmp_path, **columns):
    import pandas as pd

    path = tmp_path / "export.parquet"
    pd.DataFrame(columns).to_parquet(path)
    return path


def test_parquet_is_read_as_its_csv_would_be(folder, tmp_path):
    import datetime as dt

    dates = [dt.date(2026, 3, 31)] * 3
    rates = {"bounce rate": [0.125, 0.5, None]}
    path = parquet(tmp_path, date=dates, page=["/pay", "/help", "/x"], sessions=[1234, 3, 5], **rates)
    add_metrics(folder, path, stages={"/pay": "purchase", "/help": "retention", "/x": None})
    found = {(m.stage, m.metric): (m.value, m.n, m.date) for m in read_metrics(folder.root / "metrics.csv")}
    assert found["purchase", "sessions: /pay"] == (1234, None, "2026-03-31")
    assert found["purchase", "bounce rate: /pay"] == (0.125, 1234, "2026-03-31")


def test_a_damaged_or_nested_parquet_is_refused_and_changes_nothing(folder, tmp_path, tree):
    broken, nested = tmp_path / "broken.parquet", parquet(tmp_path, page=["/pay"], sessions=[[1, 2]])
    broken.write_bytes(nested.read_bytes()[:100])
    before = tree(folder)
    for path, why in ((broken, "not readable as Parquet"), (nested, "a column of lists or tables")):
        with pytest.raises(Refused, match=why):
            add_metrics(folder, path, stages="purchase", date="2026-03-31")
    assert tree(folder) == before


def test_a_funnel_that_counts_and_names_its_steps_is_read_by_their_names(tmp_path):
    """Amplitude writes titles above, and both a number and the event of each step."""
    path = tmp_path / "a.csv"
    path.write_text('"Signup"\n"Mar 1 - Mar 31"\n\n"Step","Event","Users"\n1,"View",100\n2,"Start",40\n3,"Done",20\n')
    found = read(sheets_of(path, date="2026-03-31"))
    assert found.shape == "funnel"
    assert {m.place for m in found.measured} >= {"View", "Start"}


EXPLORED = "# Free form 1\n# 20260201-20260228\n\n"


def numbers(file, text, date):
    reading = read(sheets_of(file(text), date=date))
    return {(m.place, m.metric, m.date): (pytest.approx(m.value), m.n) for m in reading.measured}


def test_an_exploration_by_device_keeps_each_device_and_sums_nothing(file):
    """It was refused: each page stands in several rows."""
    rows = ",,1200\n/price,mobile,700\n/price,desktop,400\n/buy,mobile,90\n"
    assert numbers(file, EXPLORED + "Page path,Device category,Active users\n" + rows, None) == {
        ("/price", "active users (mobile)", "2026-02-28"): (700, None),
        ("/price", "active users (desktop)", "2026-02-28"): (400, None),
        ("/buy", "active users (mobile)", "2026-02-28"): (90, None),
    }
    across = "Device category,desktop,mobile,Totals\nPage path,Active users,Active users,Active users\n"
    assert numbers(file, EXPLORED + across + ",400,790,1200\n/price,400,700,1100\n", None) == {
        ("/price", f"active users{part}", "2026-02-28"): (value, None)
        for part, value in ((" (desktop)", 400), (" (mobile)", 700), ("", 1100))
    }


def test_rows_of_single_clicks_are_no_report_by_their_testers(measured):
    rows = "Mission,Screen,Tester ID,x,y,Time (ms)\nA,Home,41,1,2,900\nB,Home,42,3,4,800\n"
    with pytest.raises(Refused, match="'Home' stands in several rows"):
        measured(EXPLORED + rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "label,nb_visits,nb_hits,sum_time_spent,entry_nb_visits,bounce_rate,exit_rate\n/a,100,150,9000,40,25%,10%\n",
            {"visits": (100, None), "pageviews": (150, None), "entrances": (40, None), "bounce rate of entrances": (0.25, 40),
             "exit rate of visits": (0.1, 100)},
        ),
        (
            "Datum,Eindeutige Besucher,Besuche,Absprungrate,Durchschn. Zeit auf der Website\n2026-02-28,80,100,25%,00:02:24\n",
            {"unique visitors": (80, None), "visits": (100, None), "bounce rate": (0.25, 100), "avg. time on site": (144, 100)},
        ),
        ("Date,Buy [Unique Users],Pay [Unique Users]\n2026-02-28,10,4\n", {"unique users": (10, None)}),
        ('"","2026-02-27","2026-02-28"\n"Buy; All Users","9","10"\n"Pay; All Users","3","4"\n', {"count": (10, None)}),
        ("Date,Event,Platform,Uniques of Event\n2026-02-28,Buy,iOS,6\n2026-02-28,Buy,Web,7\n",
         {"uniques of event (iOS)": (6, None), "uniques of event (Web)": (7, None)}),
        ("Funnel,Step 1 - Buy,Step 2 - Pay\nOverall,100,40\n", {"entered": (100, None), "drop-off": (0.6, 100)}),
        ("Date,Step,Event,Count\n2026-02-01,1,Buy,9\n2026-02-01,2,Pay,4\n$overall,1,Buy,100\n$overall,2,Pay,40\n",
         {"entered": (100, None), "drop-off": (0.6, 100)}),
        ("Page,Sessions,Rage clicks\n/a,500,3.2%\n", {"sessions": (500, None), "rage clicks %": (0.032, 500)}),
    ],
)  # fmt: skip
def test_series_and_exports_that_lie_on_their_side_are_turned(file, text, expected):
    """All of them were refused."""
    dated = text.casefold().startswith(("date,buy", "date,event", "datum", '"'))
    found = {k: v for k, v in numbers(file, text, None if dated else "2026-02-28").items() if k[2] == "2026-02-28"}
    first = min(place for place, _, _ in found)
    assert {metric: v for (place, metric, _), v in found.items() if place == first} == expected
