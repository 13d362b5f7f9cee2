package io.hypertile.dataset.body;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.NewDataset.NewArray;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.json.CellTypeNames;
import io.hypertile.dataset.json.DefinitionJson;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.archive.ArchiveFaults;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A dataset from an NPZ archive, which names arrays and nothing else. Dimensions are called {@code
 * dim_LENGTH}, so that axes of one length are one dimension of the dataset, and the second of that
 * length in an array {@code dim_LENGTH_1}. Fill values are NaN of floats, NaT of times, the empty
 * text; numbers without these have none (atlas-rules.md 85).
 */
final class NpzBody {
  private NpzBody() {}

  /**
   * The dataset.
   *
   * @throws ServiceException {@code malformed-body}, {@code unsupported-format}, {@code
   *     invalid-name} with the member {@code entry}
   */
  static NewDataset read(DatasetName name, NpyEntries entries) {
    List<NewArray> arrays = new ArrayList<>();
    for (String entry : entries.archive().names()) {
      if (!entry.endsWith(NpyEntries.ENDING) || entry.indexOf('/') >= 0) {
        throw ArchiveFaults.malformed(
            entry, "The archive has an entry that is no NPY file at its top.");
      }
      String text = entry.substring(0, entry.length() - NpyEntries.ENDING.length());
      try {
        ArrayName array = new ArrayName(text);
        NpyFormat.Described found = entries.describe(entry);
        arrays.add(entries.array(entry, definition(array, found), found));
      } catch (ServiceException e) {
        throw e.members().containsKey("entry") ? e : e.with("entry", entry);
      }
    }
    return new NewDataset(name, TypedAttributes.NONE, arrays);
  }

  private static ArrayDefinition definition(ArrayName name, NpyFormat.Described found) {
    CellType type = kept(found.dtype());
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("name", name.text());
    node.put("dtype", CellTypeNames.name(type));
    ArrayNode dimensions = node.putArray("dimensions");
    dimensions(found.shape()).forEach(dimensions::add);
    ArrayNode shape = node.putArray("shape");
    found.shape().toList().forEach(shape::add);
    switch (type) {
      case DType dtype when dtype.kind() == DType.Kind.FLOAT -> node.put("fill_value", "NaN");
      case CellType.TimePoint ignored -> node.put("fill_value", "NaT");
      case CellType.Text ignored -> node.put("fill_value", "");
      default -> {}
    }
    return DefinitionJson.parse(JsonCursor.root(ErrorCode.MALFORMED_BODY, node));
  }

  /** The type that cells of a file are kept in. */
  private static CellType kept(CellType found) {
    return switch (found) {
      case CellType.FixedText ignored -> new CellType.Text();
      case CellType.FixedBytes ignored -> new CellType.Text();
      case CellType.TimePoint ignored -> new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);
      case CellType.TimeSpan ignored -> new CellType.TimeSpan(CellTimeUnit.NANOSECONDS, 1);
      default -> found;
    };
  }

  private static List<String> dimensions(Shape shape) {
    Map<Long, Integer> before = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (long length : shape.toList()) {
      int times = before.merge(length, 1, Integer::sum) - 1;
      names.add("dim_" + length + (times == 0 ? "" : "_" + times));
    }
    return names;
  }
}
