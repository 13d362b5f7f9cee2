package io.hypertile.dataset.export;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.netcdf.NetcdfAttribute;
import io.hypertile.encode.netcdf.NetcdfBoxes;
import io.hypertile.encode.netcdf.NetcdfNames;
import io.hypertile.encode.netcdf.NetcdfType;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.text.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The file of arrays, as xarray writes one: each array a variable, dimensions of one name one
 * dimension, truth values as bytes, times as nanoseconds, texts as rows of bytes in UTF-8. Floats
 * of 16 bits become such of 32. Used once, by one thread.
 */
final class NetcdfDataset {
  private static final String UNITS = "units";
  private static final String CALENDAR = "calendar";
  private static final String DTYPE = "dtype";
  private static final String ENCODING = "_Encoding";

  private final Map<String, ArrayDefinition> variables;
  private final TypedAttributes attributes;
  private final String member;
  private final NetcdfBoxes file = new NetcdfBoxes();

  /**
   * No file yet.
   *
   * @param variables definitions by the names of their boxes
   * @param attributes of the file
   * @param member name of the member of failures that tells which box they are of
   */
  NetcdfDataset(Map<String, ArrayDefinition> variables, TypedAttributes attributes, String member) {
    this.variables = variables;
    this.attributes = attributes;
    this.member = member;
  }

  /**
   * Writes the file.
   *
   * @param boxes those of the variables; those that are not there are left out
   * @throws ServiceException {@code not-encodable} with the member {@code array} or {@code
   *     dataset}, or {@code attribute}
   */
  CellEncoder encoder(List<CellsHeader.Named> boxes) {
    List<CellsHeader.Named> found = boxes.stream().filter(box -> box.found().isPresent()).toList();
    for (CellsHeader.Named box : found) {
      dimensions(box);
    }
    for (CellsHeader.Named box : found) {
      variable(box, Objects.requireNonNull(variables.get(box.name())));
    }
    List<NetcdfAttribute> written = new ArrayList<>();
    NetcdfAttributes.add(attributes, Set.of(), written);
    return file.encoder(written);
  }

  private void dimensions(CellsHeader.Named box) {
    CellsHeader header = box.header();
    if (!NetcdfNames.isValid(box.name())) {
      throw refusal(box, "NetCDF has no variables of such a name as %s".formatted(named(box)));
    }
    Set<String> own = new HashSet<>();
    for (int axis = 0; axis < header.shape().rank(); axis++) {
      String name = header.dimensions().get(axis);
      long length = header.shape().length(axis);
      if (!NetcdfNames.isValid(name)) {
        throw refusal(box, "NetCDF has no dimensions of such a name as " + Quoting.quoted(name));
      }
      if (!own.add(name)) {
        throw refusal(box, "%s has two axes named %s".formatted(named(box), Quoting.quoted(name)));
      }
      OptionalLong before = file.addDimension(name, length);
      if (before.isPresent()) {
        throw refusal(
            box,
            "A dimension of NetCDF has one length, and %s is %d long in the %s %s and %d in"
                    .formatted(Quoting.quoted(name), length, member, named(box), before.getAsLong())
                + " another");
      }
      requireOneEmpty(box, axis, length);
    }
  }

  /** A dimension of length 0 is that of records, which is the first of its variables. */
  private void requireOneEmpty(CellsHeader.Named box, int axis, long length) {
    if (length == 0 && (axis > 0 || file.hasSeveralEmpty())) {
      throw refusal(
          box,
          "Classic NetCDF has one dimension without positions, as the first of its variables;"
              + " the %s %s has an empty axis".formatted(member, named(box)));
    }
  }

  private static String named(CellsHeader.Named box) {
    return Quoting.quoted(box.name());
  }

  private ServiceException refusal(CellsHeader.Named box, String fault) {
    return new ServiceException(
        ErrorCode.NOT_ENCODABLE,
        fault + "; ask for format=npz.",
        Map.of(member, Quoting.shortened(box.name(), 100)),
        null);
  }

  private void variable(CellsHeader.Named box, ArrayDefinition definition) {
    CellType cells = box.header().dtype();
    NetcdfType type =
        NetcdfType.ofBox(cells)
            .orElseThrow(() ->
                refusal(
                    box,
                    "NetCDF has no cells of the type of the %s %s, %s"
                        .formatted(member, named(box), cells.numpyName())));
    List<NetcdfAttribute> attributes = new ArrayList<>();
    describe(definition, type, attributes);
    file.addVariable(box, type, attributes);
  }

  private static void describe(
      ArrayDefinition definition, NetcdfType type, List<NetcdfAttribute> all) {
    switch (definition.dtype()) {
      case CellType.Truth ignored -> all.add(NetcdfAttribute.text(DTYPE, "bool"));
      case CellType.TimePoint ignored -> {
        all.add(NetcdfAttribute.text(UNITS, "nanoseconds since 1970-01-01"));
        all.add(NetcdfAttribute.text(CALENDAR, "proleptic_gregorian"));
      }
      case CellType.TimeSpan ignored -> {
        all.add(NetcdfAttribute.text(UNITS, "nanoseconds"));
        all.add(NetcdfAttribute.text(DTYPE, "timedelta64[ns]"));
      }
      case CellType.Text ignored -> all.add(NetcdfAttribute.text(ENCODING, "utf-8"));
      default -> {}
    }
    fill(definition, type).ifPresent(all::add);
    Set<String> own = new HashSet<>();
    all.forEach(attribute -> own.add(attribute.name()));
    NetcdfAttributes.add(definition.attributes(), own, all);
  }

  /** The fill value that is declared; truth values have none in such files. */
  private static Optional<NetcdfAttribute> fill(ArrayDefinition definition, NetcdfType type) {
    Optional<FillValue> fill = definition.fill();
    return switch (definition.dtype()) {
      case CellType.Truth ignored -> Optional.empty();
      case CellType.Text ignored ->
          fill.map(value -> new String(value.bytes(), StandardCharsets.UTF_8))
              .filter(text -> !text.isEmpty())
              .map(text -> NetcdfAttribute.text(NetcdfAttribute.FILL, text));
      default -> fill.map(value -> NetcdfAttribute.fill(type, value));
    };
  }
}
