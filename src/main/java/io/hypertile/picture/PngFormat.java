package io.hypertile.picture;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.WriteTarget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.CellSource;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A heat map of two axes as PNG with a palette. Cannot be written to the server. */
public final class PngFormat implements ArrayFormat {
  private final PlaneMemory memory;
  private final HeatOptions options;

  /**
   * Maps with the options that are preset.
   *
   * @param share memory for their numbers, at most 64 MiB each
   * @param patience how long a request waits for it
   */
  public PngFormat(MemoryShare share, Duration patience) {
    this(new PlaneMemory(share, patience), HeatOptions.of(Map.of()));
  }

  private PngFormat(PlaneMemory memory, HeatOptions options) {
    this.memory = memory;
    this.options = options;
  }

  @Override
  public String name() {
    return "png";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("image/png");
  }

  /** Latitudes are put with north up. */
  @Override
  public boolean hasCoordinates() {
    return true;
  }

  @Override
  public List<String> parameters() {
    return HeatOptions.NAMES;
  }

  @Override
  public ArrayFormat with(Map<String, String> given) {
    return given.isEmpty() ? this : new PngFormat(memory, HeatOptions.of(given));
  }

  @Override
  public String identity() {
    return name() + ' ' + options;
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions ignored) {
    return new PngEncoder(header, options, memory);
  }

  @Override
  public CellSource decoder(InputStream body, WriteTarget target, DecodeOptions ignored) {
    throw Refusals.body();
  }
}
