"""A cluster of two workers gives what one machine gives."""

from __future__ import annotations

import os
import sys

import numpy as np
import pytest

import workbench as wb
from workbench.reading.backends import load_encoder
from workbench.reading.notices import Notice
from workbench.reading.spread import Spread, mapped
from workbench.study.errors import UserError
from workbench.themes import parts

pytestmark = pytest.mark.slow

#: Words that every worker writes its number behind.
TEXTS = [f"Answer {n}: the price is {'very ' * (n % 9)}high." for n in range(600)]


@pytest.fixture(scope="module")
def client():
    import cloudpickle
    from distributed import Client, LocalCluster

    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # the workers cannot import the tests
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", scheduler_port=0) as cluster,
        Client(cluster) as found,
    ):
        yield found


def test_vectors_of_a_cluster_are_those_of_one_machine(client):
    assert np.array_equal(Spread(client).encode(TEXTS), load_encoder().encode(TEXTS))


def test_both_workers_have_something_to_do(client):
    assert len({pid for _, pid in mapped(client, _pid, range(40))}) == 2


def _pid(_item):
    return os.getpid()


def test_the_same_call_takes_a_client(client, tmp_path):
    little = wb.new(tmp_path / "study")
    file = tmp_path / "answers.csv"
    rows = [f"R{n},The {('price', 'rota', 'soup', 'phone')[n % 4]} is what I think of on day {n}" for n in range(40)]
    file.write_text("who,why\n" + "\n".join(rows) + "\n", encoding="utf-8")
    little.add_survey(file, text=["why"], participant="who", round="2026-Q1")
    spread = little.themes(client=client)
    assert (tmp_path / "study" / ".workbench").exists()
    assert little.themes().topics == spread.topics


def test_files_are_read_by_the_workers(client, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = []
    for number in range(4):
        table = pa.table({"who": [f"R{number}-{n}" for n in range(20)], "why": TEXTS[number * 20 : number * 20 + 20]})
        pq.write_table(table, tmp_path / f"{number}.parquet")
        files.append(tmp_path / f"{number}.parquet")
    here, there = (parts.fit(files, text="why", person="who", client=c) for c in (None, client))
    assert here == there
    done = [parts.assign(files, here, tmp_path / f"o{n}", text="why", person="who", client=c) for n, c in enumerate((None, client))]
    assert done[0].topics == done[1].topics
    assert [f.read_bytes() for f in done[0].files] == [f.read_bytes() for f in done[1].files]


def test_an_error_on_a_worker_is_the_error_here(client):
    with pytest.raises(UserError, match="one of them"):
        dict(mapped(client, _fails, [1, 2, 3]))


def _fails(item):
    if item == 2:
        raise UserError("one of them")
    return item


def test_a_worker_with_another_model_is_refused(client):
    from workbench.reading.spread import encoded

    with pytest.raises(UserError, match="same version everywhere"):
        dict(mapped(client, encoded, [["a"]], "minilm", "another-model"))


def test_what_is_no_client_is_refused():
    with pytest.raises(UserError, match="Dask client"):
        Spread("tcp://somewhere:8786")


def test_a_cluster_elsewhere_is_named():
    class Far:
        scheduler = type("S", (), {"address": "tcp://10.0.0.7:8786"})()

        def scheduler_info(self):
            """Say nothing: nobody asks."""

        submit = scheduler_info

    with pytest.warns(Notice, match=r"10\.0\.0\.7"):
        Spread(Far())
