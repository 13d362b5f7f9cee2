package io.hypertile.dataset.export;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.ArrayFormat.TextMeasure;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Arrays of a dataset, or those of one name of several, as one file of classic NetCDF: 64-bit
 * offsets where its types allow that, otherwise 64-bit data. Immutable.
 *
 * @param variables definitions by the names of their boxes
 * @param attributes of the file
 * @param member name of the member of failures that tells which box they are of
 */
public record DatasetNetcdf(
    Map<String, ArrayDefinition> variables, TypedAttributes attributes, String member)
    implements ArrayFormat {
  /** Media types in lower case; the first is the one sent. */
  public static final List<String> MEDIA_TYPES =
      List.of("application/x-netcdf", "application/netcdf");

  /** The file of a dataset, in which boxes bear the names of its arrays. */
  public static DatasetNetcdf of(Dataset dataset) {
    Map<String, ArrayDefinition> variables = new HashMap<>();
    dataset
        .arrays()
        .forEach(array -> variables.put(array.definition().name().text(), array.definition()));
    return new DatasetNetcdf(variables, dataset.attributes(), "array");
  }

  /**
   * The file of arrays of one name, in which boxes bear the names of their datasets.
   *
   * @param arrays definitions by the names of the datasets
   */
  public static DatasetNetcdf across(Map<String, ArrayDefinition> arrays) {
    return new DatasetNetcdf(arrays, TypedAttributes.NONE, "dataset");
  }

  @Override
  public String name() {
    return "netcdf";
  }

  @Override
  public List<String> mediaTypes() {
    return MEDIA_TYPES;
  }

  @Override
  public boolean holdsSeveral() {
    return true;
  }

  @Override
  public TextMeasure textMeasure() {
    return TextMeasure.BYTES;
  }

  /** Browsers keep it as a file of the dataset's name. */
  @Override
  public Map<String, String> headers(CellType dtype, Shape shape, String name) {
    return ArrayFormat.asFile(name + ".nc");
  }

  @Override
  public CellEncoder encoder(List<CellsHeader.Named> boxes, EncodeOptions options) {
    return new NetcdfDataset(variables, attributes, member).encoder(boxes);
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    throw new ServiceException(
        ErrorCode.NOT_ENCODABLE, "A dataset has any number of arrays, each with a name.");
  }
}
