package io.hypertile.partition.index;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.index.parquet.Column;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The indexes of one partitioned collection, each a Parquet file in its directory {@code _indexes}.
 * An index knows the version of each partition that it was made of; a look-up takes the rows of
 * those that are as they were from the file, and reads the keys of all others, so that its answer
 * is that of the state that it is asked for (zcollection-rules.md 123 to 128). Thread-safe.
 */
public final class PartitionIndexes {
  /** Rows of changed partitions that a look-up reads. */
  private static final long MOST_READ = 50_000_000;

  private static final int MOST_TRIES = 5;
  private static final int MOST_KNOWN = 1_000;

  private final IndexFiles files;
  private final IndexKeys keys;
  private final String axis;

  /** Columns of indexes that were looked at, so that a look-up reads each file's end once. */
  private final Map<IndexName, Columns> columns = new ConcurrentHashMap<>();

  /**
   * Columns of the keys of an index.
   *
   * @param version of the file that has them
   */
  private record Columns(ObjectVersion version, List<String> names) {
    Columns {
      names = List.copyOf(names);
    }
  }

  /**
   * The indexes of a collection.
   *
   * @param revisions states of its place
   * @param root its place
   * @param form what its document says
   */
  public PartitionIndexes(SharedRevisions revisions, StorePrefix root, PartitionedForm form) {
    this(
        new IndexFiles(revisions, root.child("_indexes"), false), new IndexKeys(form), form.axis());
  }

  private PartitionIndexes(IndexFiles files, IndexKeys keys, String axis) {
    this.files = files;
    this.keys = keys;
    this.axis = axis;
  }

  /** The same indexes, which cannot be changed. */
  public PartitionIndexes onlyRead() {
    return new PartitionIndexes(new IndexFiles(files.revisions(), files.place(), true), keys, axis);
  }

  /** Name of the dimension that rows lie along. */
  String axis() {
    return axis;
  }

  /** Names of all indexes, in order. */
  public List<IndexName> names() {
    return files.names();
  }

  /**
   * Builds an index of all partitions of a state.
   *
   * @param columns paths of variables that have one value for each row, which is a number of up to
   *     64 bits, a truth value, a time of weeks to nanoseconds, or a text
   * @throws ServiceException {@code invalid-request} if one is not such a variable, {@code
   *     already-exists} if an index has the name; nothing is stored then
   */
  public IndexDescription build(IndexName name, List<String> columns, PartitionsState state) {
    files.requireWritable();
    List<KeyColumn> own = keys.require(columns);
    Optional<IndexFiles.Held> there = files.find(name);
    there.ifPresent(IndexFiles.Held::close);
    if (there.isPresent()) {
      throw isThere(name);
    }
    PartitionVersions present = PartitionVersions.of(state);
    byte[] bytes = new IndexBuild(own).build(state, present, Optional.empty());
    if (!files.put(name, Optional.empty(), bytes)) {
      throw isThere(name);
    }
    return describe(name, present);
  }

  private static ServiceException isThere(IndexName name) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "The collection has an index %s already; refresh it, or delete it first.".formatted(name),
        Map.of("index", name.text()),
        null);
  }

  /**
   * Brings an index up to a state: rows of partitions that have changed since are made again.
   *
   * @param condition holds for the version of the index, or nothing changes
   * @throws ServiceException {@code not-found} if no index has the name, {@code version-mismatch}
   */
  public IndexDescription refresh(IndexName name, Precondition condition, PartitionsState state) {
    files.requireWritable();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      try (IndexFiles.Held held = files.require(name)) {
        condition.require(ZarrNodes.version(held.object().version()));
        IndexFile before = IndexFile.open(held.input());
        List<KeyColumn> own = keys.of(before);
        PartitionVersions present = PartitionVersions.of(state);
        byte[] bytes = new IndexBuild(own).build(state, present, Optional.of(before));
        if (files.put(name, Optional.of(held.object().version()), bytes)) {
          return describe(name, present);
        }
      }
    }
    throw changing();
  }

  /**
   * Deletes an index.
   *
   * @param condition holds for the version of the index, or nothing changes
   * @throws ServiceException {@code not-found} if no index has the name, {@code version-mismatch}
   */
  public void delete(IndexName name, Precondition condition) {
    files.requireWritable();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      try (IndexFiles.Held held = files.require(name)) {
        condition.require(ZarrNodes.version(held.object().version()));
        if (files.remove(name, held.object().version())) {
          return;
        }
      }
    }
    throw changing();
  }

  private static ServiceException changing() {
    return new ServiceException(
        ErrorCode.LOCKED, "Others change the index all the time; try again in a moment.");
  }

  /**
   * Names of the columns of an index's keys, in order.
   *
   * @throws ServiceException {@code not-found} if no index has the name
   */
  public List<String> keys(IndexName name) {
    try (IndexFiles.Held held = files.require(name)) {
      Columns found = columns.get(name);
      return found != null && found.version().equals(held.object().version())
          ? found.names()
          : opened(name, held).keys().stream().map(Column::name).toList();
    }
  }

  /** Reads the beginning of a file, and remembers its columns. */
  private IndexFile opened(IndexName name, IndexFiles.Held held) {
    IndexFile file = IndexFile.open(held.input());
    if (columns.size() >= MOST_KNOWN) {
      columns.clear();
    }
    List<String> names = file.keys().stream().map(Column::name).toList();
    columns.put(name, new Columns(held.object().version(), names));
    return file;
  }

  /** Descriptions of all indexes, in the order of their names. */
  public List<IndexDescription> describeAll(PartitionsState state) {
    List<IndexName> names = files.names();
    if (names.isEmpty()) {
      return List.of();
    }
    PartitionVersions present = PartitionVersions.of(state);
    return names.stream().map(name -> describe(name, present)).toList();
  }

  /**
   * The description of an index.
   *
   * @throws ServiceException {@code not-found} if no index has the name
   */
  public IndexDescription describe(IndexName name, PartitionsState state) {
    return describe(name, PartitionVersions.of(state));
  }

  private IndexDescription describe(IndexName name, PartitionVersions present) {
    try (IndexFiles.Held held = files.require(name)) {
      IndexFile file = opened(name, held);
      return new IndexDescription(
          name,
          file.keys(),
          file.table().rows(),
          held.object().size(),
          present.all().size(),
          present.changed(file).size(),
          ZarrNodes.version(held.object().version()));
    }
  }

  /**
   * A look-up's answer.
   *
   * @param rows of partitions that have any, in the order of the partitions
   * @param changed partitions whose keys were read, as they have changed since the index was made
   * @param version changes with every change of the collection
   */
  public record Found(List<PartitionRows> rows, int changed, Version version) {
    /** Copies the list. */
    public Found {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Finds rows by their keys.
   *
   * @param values by names of columns, of which a row has one in each; without any, all rows are
   *     found
   * @throws ServiceException {@code not-found} if no index has the name, {@code invalid-request}
   *     for an unknown column or a text that is no value of it, {@code result-too-large} if too
   *     much is found, or too much has changed since the index was made
   */
  public Found lookUp(IndexName name, Map<String, List<String>> values, PartitionsState state) {
    try (IndexFiles.Held held = files.require(name)) {
      IndexFile file = opened(name, held);
      IndexMatch match = new IndexMatch(IndexKeys.predicates(file, values));
      PartitionVersions present = PartitionVersions.of(state);
      List<PartitionKey> changed = present.changed(file);
      Set<String> known =
          present.keys().stream().map(PartitionKey::path).collect(Collectors.toSet());
      changed.forEach(key -> known.remove(key.path()));
      match.addAll(file, known::contains);
      if (!changed.isEmpty()) {
        addChanged(match, keys.of(file), changed, state);
      }
      return new Found(match.found(present.keys()), changed.size(), version(present));
    }
  }

  private static void addChanged(
      IndexMatch match,
      List<KeyColumn> columns,
      List<PartitionKey> changed,
      PartitionsState state) {
    IndexRows rows = new IndexRows(columns, group -> match.add(columns, group));
    KeyRuns runs = new KeyRuns(columns);
    long read = 0;
    for (PartitionKey key : changed) {
      read += runs.add(state, key, rows);
      if (read > MOST_READ) {
        throw TooLarge.resultPast(
                MOST_READ,
                "Partitions of more than %d rows have changed since the index was made; refresh it."
                    .formatted(MOST_READ))
            .with("changed", changed.size());
      }
    }
    rows.flush();
  }

  private static Version version(PartitionVersions present) {
    return Version.digest(() ->
        present.all().stream()
            .map(each -> each.key().path() + '\n' + each.version() + '\n')
            .iterator());
  }

  /**
   * The file of an index as it is now, to be closed.
   *
   * @throws ServiceException {@code not-found} if no index has the name
   */
  public IndexContent open(IndexName name) {
    return new IndexContent(files.require(name));
  }
}
