package io.hypertile.zarr.codec;

import tools.jackson.databind.JsonNode;

/**
 * A codec as an array's document names it.
 *
 * @param name such as {@code zstd}
 * @param configuration an object with its settings; one without members where it has none
 */
public record CodecDocument(String name, JsonNode configuration) {}
