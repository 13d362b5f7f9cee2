package io.hypertile.encode;

import io.hypertile.encode.text.Base64Text;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Utf8;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.core.JsonToken;

/**
 * Turns JSON strings into texts, and base64 into bytes. Cells of any length are preceded by their
 * length, those of one size followed by zeros.
 */
final class JsonTexts implements JsonCells {
  private final CellType type;
  private final JsonTokens tokens;
  private final Supplier<List<Long>> index;

  JsonTexts(CellType type, JsonTokens tokens, Supplier<List<Long>> index) {
    this.type = type;
    this.tokens = tokens;
    this.index = index;
  }

  @Override
  public int room(JsonToken token) throws IOException {
    int characters = token == JsonToken.VALUE_STRING ? tokens.length() : 0;
    // Text in UTF-8 has at most 3 bytes for each of Java's characters, base64 fewer.
    return type.isAnyLength()
        ? Integer.BYTES + 3 * characters
        : Math.max(type.size(), 3 * characters);
  }

  @Override
  public void put(JsonToken token, ByteBuffer block) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw fault("is no text; write " + (isText() ? "a string" : "bytes as base64"));
    }
    int start = block.position();
    if (type.isAnyLength()) {
      block.putInt(0);
    }
    switch (type) {
      case CellType.FixedText text -> putCharacters(text, block);
      case CellType.Text text -> putUtf8(block);
      default -> putBytes(block);
    }
    int length = block.position() - start;
    if (type.isAnyLength()) {
      block.putInt(start, length - Integer.BYTES);
    } else if (length > type.size() || type instanceof CellType.RawBytes && length < type.size()) {
      throw misfit(length + " bytes do not fit");
    }
    while (!type.isAnyLength() && block.position() < start + type.size()) {
      block.put((byte) 0);
    }
  }

  private boolean isText() {
    return type instanceof CellType.Text || type instanceof CellType.FixedText;
  }

  private void putUtf8(ByteBuffer block) throws IOException {
    char[] text = tokens.characters();
    int end = tokens.offset() + tokens.length();
    int at = tokens.offset();
    while (at < end) {
      int character = Character.codePointAt(text, at, end);
      if (!Utf8.isCharacter(character)) {
        throw misfit("half of a surrogate pair is no character");
      }
      block.position(Utf8.put(character, block.array(), block.position()));
      at += Character.charCount(character);
    }
  }

  private void putCharacters(CellType.FixedText type, ByteBuffer block) throws IOException {
    char[] text = tokens.characters();
    int end = tokens.offset() + tokens.length();
    int at = tokens.offset();
    for (int left = type.size(); at < end; left -= Integer.BYTES) {
      if (left == 0) {
        throw misfit("cells hold " + type.size() / Integer.BYTES + " characters");
      }
      int character = Character.codePointAt(text, at, end);
      block.putInt(character);
      at += Character.charCount(character);
    }
  }

  private void putBytes(ByteBuffer block) throws IOException {
    if (!Base64Text.read(tokens.characters(), tokens.offset(), tokens.length(), block)) {
      throw fault("is no base64, which bytes are written as");
    }
  }

  private RuntimeException misfit(String problem) throws IOException {
    return BodyFaults.outOfRange(type, index.get(), tokens.text(), problem);
  }

  private RuntimeException fault(String problem) {
    List<Long> at = index.get();
    return BodyFaults.malformed("The cell at " + at + " " + problem + ".", Map.of("index", at));
  }
}
