package io.hypertile.atlas;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document of MessagePack as a tree of JSON. Keys of maps are texts; bytes and extensions, which
 * no document of ATLAS has, are refused.
 */
final class MessagePack {
  private static final int DEEPEST = 64;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ByteBuffer bytes;

  private MessagePack(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  /**
   * The tree of a document.
   *
   * @throws IllegalArgumentException if the bytes are not exactly one document
   */
  static JsonNode parse(byte[] bytes) {
    MessagePack document = new MessagePack(bytes);
    try {
      JsonNode tree = document.value(0);
      if (document.bytes.hasRemaining()) {
        throw new IllegalArgumentException("bytes follow the document");
      }
      return tree;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the document is cut short", e);
    }
  }

  private JsonNode value(int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("values nested more than " + DEEPEST + " deep");
    }
    int head = bytes.get() & 0xff;
    if (head < 0x80) {
      return NODES.numberNode(head);
    }
    if (head >= 0xe0) {
      return NODES.numberNode((byte) head);
    }
    if (head < 0xc0) {
      return switch (head >> 4) {
        case 0x8 -> map(head & 0xf, depth);
        case 0x9 -> list(head & 0xf, depth);
        default -> NODES.stringNode(text(head & 0x1f));
      };
    }
    return switch (head) {
      case 0xc0 -> NODES.nullNode();
      case 0xc2 -> NODES.booleanNode(false);
      case 0xc3 -> NODES.booleanNode(true);
      case 0xd9 -> NODES.stringNode(text(bytes.get() & 0xff));
      case 0xda -> NODES.stringNode(text(u16()));
      case 0xdb -> NODES.stringNode(text(u32()));
      case 0xdc -> list(u16(), depth);
      case 0xdd -> list(u32(), depth);
      case 0xde -> map(u16(), depth);
      case 0xdf -> map(u32(), depth);
      default -> number(head);
    };
  }

  private JsonNode number(int head) {
    return switch (head) {
      case 0xca -> NODES.numberNode((double) bytes.getFloat());
      case 0xcb -> NODES.numberNode(bytes.getDouble());
      case 0xcc -> NODES.numberNode(bytes.get() & 0xff);
      case 0xcd -> NODES.numberNode(u16());
      case 0xce -> NODES.numberNode(u32());
      case 0xcf ->
          NODES.numberNode(new java.math.BigInteger(Long.toUnsignedString(bytes.getLong())));
      case 0xd0 -> NODES.numberNode(bytes.get());
      case 0xd1 -> NODES.numberNode(bytes.getShort());
      case 0xd2 -> NODES.numberNode(bytes.getInt());
      case 0xd3 -> NODES.numberNode(bytes.getLong());
      default -> throw new IllegalArgumentException("a value of the kind " + head);
    };
  }

  private int u16() {
    return bytes.getShort() & 0xffff;
  }

  private long u32() {
    return bytes.getInt() & 0xffffffffL;
  }

  private String text(long length) {
    if (length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] text = new byte[(int) length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private JsonNode list(long count, int depth) {
    requireRoom(count);
    ArrayNode list = NODES.arrayNode();
    for (long n = 0; n < count; n++) {
      list.add(value(depth + 1));
    }
    return list;
  }

  private JsonNode map(long count, int depth) {
    requireRoom(2 * count);
    ObjectNode map = NODES.objectNode();
    for (long n = 0; n < count; n++) {
      JsonNode key = value(depth + 1);
      if (!key.isString()) {
        throw new IllegalArgumentException("a key that is not a text");
      }
      map.set(key.stringValue(), value(depth + 1));
    }
    return map;
  }

  /** A value has a byte at least. */
  private void requireRoom(long values) {
    if (values > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
  }
}
