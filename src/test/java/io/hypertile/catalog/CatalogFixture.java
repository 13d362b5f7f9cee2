package io.hypertile.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.FilterBinder;
import io.hypertile.filter.FilterParser;
import io.hypertile.schema.ArrayId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A new index for each test, and what is asked of it. */
abstract class CatalogFixture {
  @TempDir Path directory;
  SqliteCatalog catalog;

  @BeforeEach
  void open() {
    catalog = SqliteCatalog.open(directory);
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  static BoundFilter bound(String filter) {
    return FilterBinder.bind(
        FilterParser.parse(filter), CatalogRows.COLLECTION.arrays().attributes());
  }

  static void awaitOrders(SqliteCatalog catalog) {
    while (!catalog.isIdle()) {
      Thread.onSpinWait();
    }
  }

  List<ArrayId> found(BoundFilter filter, ArrayOrder order, int limit) {
    List<ArrayId> ids = new ArrayList<>();
    Optional<IndexEntry> after = Optional.empty();
    while (true) {
      ArrayCatalog.IndexPage page =
          catalog
              .find(CatalogRows.COLLECTION, new CatalogQuery(filter, order, after, limit))
              .orElseThrow();
      page.entries().forEach(entry -> ids.add(entry.id()));
      assertThat(page.entries().size()).isLessThanOrEqualTo(limit);
      if (!page.more()) {
        return ids;
      }
      after = Optional.of(page.entries().getLast());
    }
  }
}
