from sonda.methods import compiled


def test_where_nothing_may_be_written_a_loop_is_compiled_all_the_same(monkeypatch):
    with_cache = []

    def read_only(*, cache=False, **options):
        if cache:
            with_cache.append(options)
            raise RuntimeError("cannot cache function: no locator available")  # numba's own words
        return njit(**options)

    njit = compiled.njit
    monkeypatch.setattr(compiled, "njit", read_only)
    assert compiled.compiled(fastmath={"contract"})(lambda n: n + 1)(2) == 3
    assert with_cache == [{"fastmath": {"contract"}}]
