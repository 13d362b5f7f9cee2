package io.hypertile.encode;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The wire formats of the server. Immutable. */
public final class FormatRegistry {
  private final List<ArrayFormat> formats;

  /** The given formats; where media types overlap, earlier ones win. */
  public FormatRegistry(List<ArrayFormat> formats) {
    this.formats = List.copyOf(formats);
  }

  /** JSON, NPY, raw and CSV. */
  public static FormatRegistry standard(Spool spool) {
    return new FormatRegistry(
        List.of(new JsonFormat(), new NpyFormat(spool), new RawFormat(), new CsvFormat()));
  }

  /** These formats, and others that are preferred less. */
  public FormatRegistry and(List<ArrayFormat> more) {
    return new FormatRegistry(Stream.concat(formats.stream(), more.stream()).toList());
  }

  /** Those of them that hold several boxes in one answer. */
  public FormatRegistry holdingSeveral() {
    return new FormatRegistry(formats.stream().filter(ArrayFormat::holdsSeveral).toList());
  }

  /** All formats in order of preference. */
  public List<ArrayFormat> formats() {
    return formats;
  }

  /** The format of the name, whatever its case. */
  public Optional<ArrayFormat> byName(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    return formats.stream().filter(format -> format.name().equals(wanted)).findFirst();
  }

  /** The format of the media type, whatever its case and parameters. */
  public Optional<ArrayFormat> byMediaType(String mediaType) {
    int end = mediaType.indexOf(';');
    String type = end < 0 ? mediaType : mediaType.substring(0, end);
    String wanted = type.strip().toLowerCase(Locale.ROOT);
    return formats.stream().filter(format -> format.mediaTypes().contains(wanted)).findFirst();
  }

  /** Query parameters that concern some of the formats alone. */
  public List<String> parameters() {
    return formats.stream().flatMap(format -> format.parameters().stream()).distinct().toList();
  }

  /** Names of all formats, for errors. */
  public List<String> names() {
    return formats.stream().map(ArrayFormat::name).toList();
  }

  /** Media types of all formats that can be sent, for errors. */
  public List<String> mediaTypes() {
    return formats.stream().map(format -> format.mediaTypes().getFirst()).toList();
  }
}
