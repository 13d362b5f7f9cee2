package io.hypertile.partition.schema;

import io.hypertile.zarr.CodecSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.JsonNodeFactory;

/** Codecs by name, exactly zcollection's (zcollection-rules.md 14, 129). */
public enum CodecProfile {
  LOCAL_FAST("local-fast", 3, OptionalLong.empty()),
  CLOUD_BALANCED("cloud-balanced", 3, OptionalLong.of(128L << 20)),
  CLOUD_COLD("cloud-cold", 9, OptionalLong.of(512L << 20));

  /** The profile of variables whose documents name no codecs. */
  public static final CodecProfile DEFAULT = CLOUD_BALANCED;

  private final String text;
  private final int level;
  private final OptionalLong shardBytes;

  CodecProfile(String text, int level, OptionalLong shardBytes) {
    this.text = text;
    this.level = level;
    this.shardBytes = shardBytes;
  }

  /** The name in documents. */
  public String text() {
    return text;
  }

  /** The profile of a name. */
  public static Optional<CodecProfile> byText(String text) {
    return List.of(values()).stream().filter(each -> each.text.equals(text)).findFirst();
  }

  /** Its codecs. */
  public CodecStack stack() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    CodecSpec bytes = new CodecSpec("bytes", json.objectNode().put("endian", "little"));
    CodecSpec zstd =
        new CodecSpec("zstd", json.objectNode().put("level", level).put("checksum", false));
    return new CodecStack(
        List.of(), Optional.of(bytes), List.of(zstd), shardBytes.isPresent(), shardBytes);
  }
}
