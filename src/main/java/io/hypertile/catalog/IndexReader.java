package io.hypertile.catalog;

import io.hypertile.filter.Key;
import io.hypertile.schema.ArrayId;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the index. Thread-safe. */
final class IndexReader {
  private static final System.Logger LOG = System.getLogger(IndexReader.class.getName());

  private final SqliteFile file;

  IndexReader(SqliteFile file) {
    this.file = file;
  }

  Optional<Long> count(IndexTable table) {
    long changes = table.changes;
    IndexTable.Counted known = table.counted;
    if (known.changes() == changes) {
      return Optional.of(known.rows());
    }
    try {
      long rows =
          file.ask(reader ->
              SqliteFile.number(reader, "SELECT count(*) FROM " + table.name())
                  + new UnreadableRows(reader, table).count());
      table.counted = new IndexTable.Counted(changes, rows);
      return Optional.of(rows);
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "The index could not be read", e);
      return Optional.empty();
    }
  }

  /** Marks of what a table was last compared with; empty if that is not known. */
  Optional<byte[]> marks(IndexTable table) {
    try {
      return file.ask(reader -> {
        try (PreparedStatement statement =
            reader.prepareStatement("SELECT marks FROM compared WHERE number = ?")) {
          statement.setLong(1, table.number);
          try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
          }
        }
      });
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "The index could not be read", e);
      return Optional.empty();
    }
  }

  /**
   * Finds a page of arrays.
   *
   * @param ordered the table of its order; null when there is none
   * @param scans run when one was needed
   */
  Optional<ArrayCatalog.IndexPage> find(
      IndexTable table, CatalogQuery query, @Nullable OrderTable ordered, Runnable scans) {
    try {
      return Optional.of(
          file.ask(reader -> {
            PageLookup lookup = PageLookup.plan(reader, table, query, ordered);
            if (lookup.scans()) {
              scans.run();
            }
            return find(reader, lookup, query);
          }));
    } catch (SQLException e) {
      if (ordered != null && !table.orders.containsValue(ordered)) {
        // It was dropped in favour of another order since it was looked up.
        return find(table, query, null, scans);
      }
      LOG.log(Level.WARNING, "The index could not be read", e);
      return Optional.empty();
    }
  }

  private static ArrayCatalog.IndexPage find(
      Connection reader, PageLookup lookup, CatalogQuery query) throws SQLException {
    UnreadableRows unreadable = new UnreadableRows(reader, lookup.table());
    int wanted = query.limit() + 1;
    List<IndexEntry> entries;
    if (query.order().isOfIds()) {
      boolean descending = query.order().terms().getFirst().descending();
      Optional<ArrayId> last = query.after().map(IndexEntry::id);
      entries = readable(reader, lookup, query);
      add(entries, unreadable.ids(last, descending, wanted, query.filter()), query);
      Comparator<IndexEntry> byId = Comparator.comparing(IndexEntry::id);
      entries.sort(descending ? byId.reversed() : byId);
    } else {
      Optional<IndexEntry> last = query.after().filter(entry -> !entry.readable());
      entries = last.isPresent() ? new ArrayList<>() : readable(reader, lookup, query);
      int left = wanted - entries.size();
      if (left > 0) {
        add(entries, unreadable.ids(last.map(IndexEntry::id), false, left, query.filter()), query);
      }
    }
    boolean more = entries.size() > query.limit();
    return new ArrayCatalog.IndexPage(
        List.copyOf(more ? entries.subList(0, query.limit()) : entries), more);
  }

  private static void add(List<IndexEntry> entries, List<ArrayId> unreadable, CatalogQuery query) {
    unreadable.forEach(id -> entries.add(IndexEntry.unreadable(id, query.order())));
  }

  /** Entries of the collection's own table, one more than asked for if there are as many. */
  private static List<IndexEntry> readable(Connection reader, PageLookup lookup, CatalogQuery query)
      throws SQLException {
    List<IndexEntry> entries = new ArrayList<>();
    FilterSql filter = lookup.filter();
    for (PageSql.KeyRange range : lookup.ranges()) {
      int wanted = query.limit() + 1 - entries.size();
      if (wanted > 0) {
        String sql = lookup.sql(range);
        try (PreparedStatement statement = reader.prepareStatement(sql)) {
          int parameter = 0;
          for (byte[] bytes : range.parameters()) {
            statement.setBytes(++parameter, bytes);
          }
          for (byte[] bytes : filter.parameters()) {
            statement.setBytes(++parameter, bytes);
          }
          statement.setInt(++parameter, wanted);
          collect(statement, query.order().terms().size(), entries);
        }
      }
    }
    return entries;
  }

  private static void collect(PreparedStatement statement, int terms, List<IndexEntry> entries)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        List<Optional<Key>> position = new ArrayList<>();
        for (int term = 0; term < terms; term++) {
          position.add(Optional.ofNullable(rows.getBytes(2 + term)).map(Key::of));
        }
        String id = new String(rows.getBytes(1), StandardCharsets.US_ASCII);
        entries.add(IndexEntry.of(new ArrayId(id), List.copyOf(position)));
      }
    }
  }

  /** Explains how SQLite finds the ranges of a query, a line for each step. */
  String explain(IndexTable table, CatalogQuery query, @Nullable OrderTable ordered) {
    StringBuilder steps = new StringBuilder();
    try {
      file.ask(reader -> {
        PageLookup lookup = PageLookup.plan(reader, table, query, ordered);
        for (PageSql.KeyRange range : lookup.ranges()) {
          String sql = "EXPLAIN QUERY PLAN " + lookup.sql(range);
          try (PreparedStatement statement = reader.prepareStatement(sql);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              steps.append(rows.getString("detail")).append('\n');
            }
          }
        }
        return steps.length();
      });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return steps.toString();
  }
}
