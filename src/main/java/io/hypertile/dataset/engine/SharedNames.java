package io.hypertile.dataset.engine;

import io.hypertile.dataset.DatasetName;
import io.hypertile.store.Revision;
import io.hypertile.store.SharedState;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Names that states know by themselves. */
final class SharedNames implements DatasetNames {
  private static SharedState shared(Revision state) {
    return (SharedState) state;
  }

  @Override
  public long epoch(Revision state) {
    return shared(state).epoch();
  }

  @Override
  public long count(Revision state) {
    return shared(state).count();
  }

  @Override
  public long rows(Revision state) {
    return shared(state).rows();
  }

  @Override
  public long row(Revision state, DatasetName name) {
    return shared(state).row(name.text()).orElse(-1L);
  }

  @Override
  public void forEach(
      Revision state, long afterRow, long limit, BiConsumer<Long, DatasetName> reader) {
    shared(state)
        .forEach(afterRow, limit, (row, name) -> reader.accept(row, new DatasetName(name)));
  }

  @Override
  public List<DatasetName> names(
      Revision state, String prefix, Optional<DatasetName> after, int limit) {
    return shared(state).names(prefix, after.map(DatasetName::text), limit).stream()
        .map(DatasetName::new)
        .toList();
  }
}
