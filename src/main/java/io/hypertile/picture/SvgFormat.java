package io.hypertile.picture;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.WriteTarget;
import io.hypertile.ndarray.CellSource;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * Lines along an axis as SVG, without scripts, styles or links. The same size for any number of
 * cells. Cannot be written to the server.
 */
public final class SvgFormat implements ArrayFormat {
  private final LineOptions options;

  /** Lines with the options that are preset. */
  public SvgFormat() {
    this(LineOptions.of(Map.of()));
  }

  private SvgFormat(LineOptions options) {
    this.options = options;
  }

  @Override
  public String name() {
    return "svg";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("image/svg+xml");
  }

  /** Text, though not under the limit of texts: its size does not grow with the cells. */
  @Override
  public boolean isCompressible() {
    return true;
  }

  @Override
  public boolean hasCoordinates() {
    return true;
  }

  @Override
  public List<String> parameters() {
    return LineOptions.NAMES;
  }

  @Override
  public ArrayFormat with(Map<String, String> given) {
    return given.isEmpty() ? this : new SvgFormat(LineOptions.of(given));
  }

  @Override
  public String identity() {
    return name() + ' ' + options;
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions ignored) {
    return new SvgEncoder(header, options);
  }

  @Override
  public CellSource decoder(InputStream body, WriteTarget target, DecodeOptions ignored) {
    throw Refusals.body();
  }
}
