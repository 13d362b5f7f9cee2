package io.hypertile.partition.engine;

import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.digest.Sha256;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.Partition;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.ViewForms;
import io.hypertile.zarr.ArrayDocument;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Marks of the rows that values of a view were written for: digests of the axis and of the keys of
 * a partition's rows, in their order. They stay the same where other variables of the base change,
 * and where its objects are copied to another store. Keeps the marks of some tens of thousands of
 * partitions. Thread-safe.
 */
final class RowMarks {
  private static final String ATTRIBUTE = "_hypertile_rows";
  private static final int MOST = 1 << 16;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int DIGEST_BYTES = 16;

  /** Variables that tell rows apart. */
  private final List<GroupSchema.Placed> variables;

  private final String axis;
  private final Map<PartitionKey, Known> all = new ConcurrentHashMap<>();

  private record Known(String version, String mark) {}

  private RowMarks(PartitionedForm base, Map<String, GroupSchema.Placed> variables) {
    this.axis = base.axis();
    Set<String> names = new LinkedHashSet<>();
    if (Optional.ofNullable(variables.get(axis)).filter(this::isTelling).isPresent()) {
      names.add(axis);
      names.addAll(base.partitioning().variables());
    } else {
      names.addAll(variables.keySet());
    }
    this.variables =
        names.stream()
            .flatMap(name -> Optional.ofNullable(variables.get(name)).stream())
            .filter(this::isTelling)
            .toList();
  }

  /**
   * Marks of the rows of a view's base. Where no variable of the base has the name of its axis, all
   * along the axis tell rows apart.
   */
  static RowMarks of(ViewForms forms) {
    Map<String, GroupSchema.Placed> variables =
        new LinkedHashMap<>(forms.together().root().byPath());
    variables.keySet().removeAll(forms.alone().root().byPath().keySet());
    return new RowMarks(forms.together(), variables);
  }

  private boolean isTelling(GroupSchema.Placed placed) {
    return !placed.variable().isImmutable(axis) && !placed.variable().dtype().isAnyLength();
  }

  /**
   * Puts the mark into the document of values that are written for the rows of a partition.
   *
   * @param base in the state that the rows were seen in
   */
  ArrayDocument onto(ArrayDocument document, PartitionsState base, Partition partition) {
    return document.withAttributes(document.attributes().put(ATTRIBUTE, mark(base, partition)));
  }

  /**
   * Whether values lie on the rows that a partition has by now. Those that others wrote, without a
   * mark, are taken for it.
   *
   * @param document of the values
   * @param base in the state that the rows are read in
   */
  boolean isOf(ArrayDocument document, PartitionsState base, PartitionKey key) {
    JsonNode mark = document.attributes().get(ATTRIBUTE);
    return mark == null || mark.asString("").equals(mark(base, base.partition(key)));
  }

  /** The mark of a partition's rows in a state of the base. */
  private String mark(PartitionsState base, Partition partition) {
    Known known = all.get(partition.key());
    if (known != null && known.version.equals(partition.version().text())) {
      return known.mark;
    }
    String mark = read(base, partition);
    if (all.size() >= MOST) {
      all.clear();
    }
    all.put(partition.key(), new Known(partition.version().text(), mark));
    return mark;
  }

  private String read(PartitionsState base, Partition partition) {
    MessageDigest digest = Sha256.begin();
    add(digest, Long.toString(partition.rows()));
    for (GroupSchema.Placed placed : variables) {
      add(digest, placed.path() + ' ' + placed.variable().dtype().numpyName());
      try (CellArray array = base.variable(placed.path(), List.of(partition.key()))) {
        read(array, placed.variable().dimensions().indexOf(axis), digest);
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
  }

  private static void add(MessageDigest digest, String text) {
    digest.update((text + '\n').getBytes(StandardCharsets.UTF_8));
  }

  /** Takes cells in blocks of rows, whose lengths depend on the form alone. */
  private static void read(CellArray array, int axis, MessageDigest digest) {
    Shape shape = array.spec().shape();
    long rows = shape.length(axis);
    if (shape.cells() == 0) {
      return;
    }
    long rowBytes = shape.cells() / rows * array.spec().dtype().size();
    long block = Math.clamp(BLOCK_BYTES / Math.max(1, rowBytes), 1, rows);
    try (CellReader reader = array.open(Region.whole(shape));
        Arena arena = Arena.ofShared()) {
      MemorySegment cells = arena.allocate(block * rowBytes, Long.BYTES);
      for (long start = 0; start < rows; start += block) {
        Region box = Region.whole(shape).along(axis, start, Math.min(rows, start + block));
        MemorySegment own = cells.asSlice(0, box.cells() * array.spec().dtype().size());
        reader.read(box, own);
        digest.update(own.asByteBuffer());
      }
    }
  }
}
