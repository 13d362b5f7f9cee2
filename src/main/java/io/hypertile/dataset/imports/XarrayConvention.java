package io.hypertile.dataset.imports;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Files of named variables as datasets, by the rules that xarray reads them with (atlas-rules.md
 * 84, 85): each variable is an array and each dimension keeps its name; {@code _FillValue} becomes
 * the fill value, and where there is none it is NaN, NaT or the empty text; numbers that stand for
 * times or are scaled stay the numbers they are, with the attributes that say so, unless they are
 * nanoseconds as times have them here; variables that {@code coordinates} names are marked as
 * coordinates of their axis.
 */
public final class XarrayConvention {
  private static final String FILL = "_FillValue";
  private static final String COORDINATES = "coordinates";
  private static final String AXIS_OF = "axis_of";

  /** The attribute with which xarray marks truth values in formats that have none. */
  private static final String STORED_TYPE = "dtype";

  /** The attribute that says how texts were encoded, which are UTF-8 here. */
  private static final String ENCODING = "_Encoding";

  private final Map<String, String> axes;

  private XarrayConvention(ForeignDataset dataset) {
    this.axes = axes(dataset);
  }

  /**
   * A dataset out of a file.
   *
   * @throws ServiceException {@code invalid-name} if an array's name is none here, {@code
   *     unsupported-storage} if two arrays bear one name
   */
  public static NewDataset dataset(DatasetName name, ForeignDataset content) {
    XarrayConvention convention = new XarrayConvention(content);
    List<NewDataset.NewArray> arrays = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ForeignArray array : content.arrays()) {
      if (!names.add(array.name())) {
        throw new ServiceException(
            ErrorCode.UNSUPPORTED_STORAGE,
            "The file has two variables named " + Quoting.quoted(array.name()) + ".",
            Map.of("array", Quoting.shortened(array.name(), 100)),
            null);
      }
      arrays.add(convention.array(array));
    }
    return new NewDataset(name, new TypedAttributes(content.attributes()), arrays);
  }

  /** Arrays that have the coordinates of an axis whose name is not theirs, with that axis. */
  private static Map<String, String> axes(ForeignDataset dataset) {
    Set<String> listed = new HashSet<>();
    addListed(dataset.attributes(), listed);
    dataset.arrays().forEach(array -> addListed(array.attributes(), listed));
    Set<String> taken = new HashSet<>();
    dataset.arrays().forEach(array -> taken.add(array.name()));
    Map<String, String> axes = new HashMap<>();
    for (ForeignArray array : dataset.arrays()) {
      boolean isLine = array.dimensions().size() == 1;
      if (isLine && listed.contains(array.name()) && taken.add(array.dimensions().getFirst())) {
        axes.put(array.name(), array.dimensions().getFirst());
      }
    }
    return axes;
  }

  private static void addListed(Map<String, TypedValue> attributes, Set<String> names) {
    if (attributes.get(COORDINATES) instanceof TypedValue.Text text) {
      names.addAll(List.of(text.value().strip().split("\\s+")));
    }
  }

  private NewDataset.NewArray array(ForeignArray array) {
    Map<String, TypedValue> attributes = new LinkedHashMap<>(array.attributes());
    boolean isTruth =
        array.type() == DType.INT8
            && attributes.get(STORED_TYPE) instanceof TypedValue.Text text
            && text.value().equals("bool");
    if (array.type() instanceof CellType.Text) {
      attributes.remove(ENCODING);
    }
    CellType exact = ExactTimes.take(array.type(), attributes).orElse(array.type());
    CellType type = isTruth ? new CellType.Truth() : exact;
    if (isTruth) {
      attributes.remove(STORED_TYPE);
      attributes.remove(FILL);
    }
    Optional<FillValue> fill = array.fill();
    TypedValue declared = attributes.get(FILL);
    if (declared != null) {
      Optional<FillValue> found = declared(array.type(), type, declared);
      if (found.isPresent()) {
        attributes.remove(FILL);
        fill = found;
      }
    }
    if (axes.containsKey(array.name())) {
      attributes.putIfAbsent(AXIS_OF, new TypedValue.Text(axes.get(array.name())));
    }
    ArrayDefinition definition =
        new ArrayDefinition(
            new ArrayName(array.name()),
            type,
            array.dimensions(),
            array.shape(),
            chunks(array, type),
            fill.isPresent() || isTruth ? fill : DeclaredFill.usual(type),
            Optional.empty(),
            new TypedAttributes(attributes));
    return new NewDataset.NewArray(definition, array.cells().map(cells -> cells(cells, isTruth)));
  }

  /** The fill value that an attribute declares, which is a number where cells are times of one. */
  private static Optional<FillValue> declared(CellType stored, CellType type, TypedValue value) {
    return stored == DType.INT64
        ? DeclaredFill.of(stored, value).map(number -> FillValue.of(type, number.bytes()))
        : DeclaredFill.of(type, value);
  }

  private static Shape chunks(ForeignArray array, CellType type) {
    return array
        .chunkShape()
        .map(shape -> ImportChunks.within(array.shape(), shape))
        .orElseGet(() -> ImportChunks.of(array.shape(), type.size()));
  }

  private static CellSource cells(ForeignArray.Opener opener, boolean isTruth) {
    CellSource cells = new LazyCells(opener);
    return isTruth ? new TruthCells(cells) : cells;
  }
}
