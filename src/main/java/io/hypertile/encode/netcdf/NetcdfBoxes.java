package io.hypertile.encode.netcdf;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.ndarray.CellType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A file with a variable for each box of an answer, put together: first the dimensions of all
 * boxes, of which those of one name are one, then the variables. Used once, by one thread.
 */
public final class NetcdfBoxes {
  private final Map<String, Long> lengths = new LinkedHashMap<>();
  private final List<NetcdfVariable> variables = new ArrayList<>();
  private final List<CellType> types = new ArrayList<>();

  /**
   * Adds a dimension, unless it is there.
   *
   * @return the length that it has, if that is another one
   */
  public OptionalLong addDimension(String name, long length) {
    long before = lengths.computeIfAbsent(name, ignored -> length);
    return before == length ? OptionalLong.empty() : OptionalLong.of(before);
  }

  /** Whether several dimensions have no positions; a file has room for one, that of records. */
  public boolean hasSeveralEmpty() {
    return lengths.values().stream().filter(length -> length == 0).count() > 1;
  }

  /**
   * Adds a variable.
   *
   * @param box its dimensions have been added
   * @param type {@linkplain NetcdfType#ofBox that} of its cells
   */
  public void addVariable(
      CellsHeader.Named box, NetcdfType type, List<NetcdfAttribute> attributes) {
    CellsHeader header = box.header();
    List<Integer> dimensions = new ArrayList<>();
    header.dimensions().forEach(name -> dimensions.add(number(name)));
    long values = header.shape().cells();
    if (header.dtype() instanceof CellType.FixedBytes text) {
      dimensions.add(textDimension(text.size()));
      values = Math.multiplyExact(values, text.size());
    }
    variables.add(new NetcdfVariable(box.name(), dimensions, attributes, type, values));
    types.add(header.dtype());
  }

  /** Number of the dimension along the bytes of a text. */
  private int textDimension(int bytes) {
    String name = "string" + bytes;
    while (addDimension(name, bytes).isPresent()) {
      name += "_";
    }
    return number(name);
  }

  private int number(String dimension) {
    return List.copyOf(lengths.keySet()).indexOf(dimension);
  }

  /**
   * Writes the file.
   *
   * @param attributes of the file
   */
  public CellEncoder encoder(List<NetcdfAttribute> attributes) {
    List<NetcdfHead.Dimension> dimensions =
        lengths.entrySet().stream()
            .map(each -> new NetcdfHead.Dimension(each.getKey(), each.getValue()))
            .toList();
    return new NetcdfVariables(new NetcdfHead(dimensions, attributes, variables), types);
  }
}
