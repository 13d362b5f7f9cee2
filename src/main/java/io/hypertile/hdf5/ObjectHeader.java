package io.hypertile.hdf5;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The messages of one object, header versions 1 and 2 (HDF5 file format, section IV.A).
 *
 * @param object the object as messages name it
 * @param position start of the header
 * @param version 1 or 2; only version 1 has no checksum and can be patched
 * @param messages in file order, without the ones that mean nothing
 */
public record ObjectHeader(String object, long position, int version, List<Message> messages) {
  public static final int DATASPACE = 0x01;
  static final int LINK_INFO = 0x02;
  public static final int DATATYPE = 0x03;
  public static final int OLD_FILL = 0x04;
  public static final int FILL = 0x05;
  static final int LINK = 0x06;
  static final int EXTERNAL_FILES = 0x07;
  public static final int LAYOUT = 0x08;
  public static final int FILTERS = 0x0b;
  static final int ATTRIBUTE = 0x0c;
  public static final int SYMBOL_TABLE = 0x11;
  static final int ATTRIBUTE_INFO = 0x15;
  public static final int BTREE_NODES = 0x13;
  public static final int CONTINUATION = 0x10;
  public static final int NIL = 0x00;
  private static final int SHARED_FLAG = 0x02;
  private static final int MUST_UNDERSTAND_FLAG = 0x80;
  private static final int LAST_KNOWN = 0x18;
  private static final int MOST_BLOCKS = 1024;
  private static final int MOST_MESSAGES = 65536;

  /**
   * One message.
   *
   * @param type its number in the format
   * @param flags its flags
   * @param position start of its body in the file
   * @param size bytes of the body
   * @param body a cursor at its first field; for one use
   */
  public record Message(int type, int flags, long position, int size, Fields body) {
    boolean isShared() {
      return (flags & SHARED_FLAG) != 0;
    }
  }

  /** A range of the file that holds messages. */
  private record Block(long position, long length) {}

  /** Whether the object has attributes, in its header or in a heap; to be asked once. */
  boolean hasAttributes() {
    Optional<Message> info = find(ATTRIBUTE_INFO);
    if (find(ATTRIBUTE).isPresent() || info.isEmpty()) {
      return find(ATTRIBUTE).isPresent();
    }
    Fields fields = info.get().body();
    fields.skip(1);
    fields.skip((fields.u8() & 1) != 0 ? 2 : 0);
    return fields.address() != Fields.UNDEFINED;
  }

  /** The first message of a type; empty when there is none. */
  public Optional<Message> find(int type) {
    return messages.stream().filter(message -> message.type() == type).findFirst();
  }

  /** The first message of a type, whose body must be here and not somewhere else. */
  Message require(MetadataReader file, int type, String name) {
    Message message =
        find(type)
            .orElseThrow(() -> file.source().corrupt(object, position, "no " + name + " message"));
    if (message.isShared()) {
      throw file.source().unsupported(object, "a " + name + " shared between objects");
    }
    return message;
  }

  /** Parses the header at the position. */
  public static ObjectHeader parse(MetadataReader file, String object, long position) {
    Fields head = file.fieldsUpTo(object, position, 64);
    List<Message> messages = new ArrayList<>();
    int first = head.u8();
    if (first == 1) {
      head.skip(1 + 2 + 4);
      long length = head.u32();
      walk(file, object, new Block(position + 16, length), messages, new OldForm());
      return new ObjectHeader(object, position, 1, List.copyOf(messages));
    }
    if (first != 'O') {
      throw file.source().corrupt(object, position, "no object header");
    }
    Fields fields = file.fieldsUpTo(object, position, 64);
    fields.expect("OHDR");
    int version = fields.u8();
    if (version != 2) {
      throw file.source().unsupported(object, "object header version " + version);
    }
    int flags = fields.u8();
    fields.skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
    long length = fields.unsigned(1 << (flags & 3));
    int prefix = (int) (fields.position() - position);
    if (length > file.source().size()) {
      throw file.source().corrupt(object, position, "a header of " + length + " bytes");
    }
    Block block = new Block(position, prefix + length + 4);
    walk(file, object, block, messages, new NewForm(prefix, (flags & 4) != 0));
    return new ObjectHeader(object, position, 2, List.copyOf(messages));
  }

  /** Framing of messages by a version of the header. */
  private sealed interface Form {
    /** Cursor over the messages of a block. */
    Fields open(MetadataReader file, String object, Block block, boolean isFirst);

    /** Bytes in front of a body. */
    int headSize();

    /** Parses the head and body at the cursor. */
    Message next(Fields fields);
  }

  private record OldForm() implements Form {
    @Override
    public Fields open(MetadataReader file, String object, Block block, boolean isFirst) {
      return file.fields(object, block.position(), block.length());
    }

    @Override
    public int headSize() {
      return 8;
    }

    @Override
    public Message next(Fields fields) {
      int type = fields.u16();
      int size = fields.u16();
      int flags = fields.u8();
      fields.skip(3);
      return new Message(type, flags, fields.position(), size, fields.slice(size));
    }
  }

  private record NewForm(int prefix, boolean hasOrder) implements Form {
    @Override
    public Fields open(MetadataReader file, String object, Block block, boolean isFirst) {
      byte[] bytes = file.bytes(object, block.position(), block.length());
      int checked = bytes.length - 4;
      if (checked < 4) {
        throw file.source().corrupt(object, block.position(), "a block without messages");
      }
      Fields sum = new Fields(file, object, bytes, block.position());
      sum.skip(checked);
      if ((int) sum.u32() != Lookup3.hash(bytes, checked)) {
        throw file.source()
            .corrupt(object, block.position() + checked, "the checksum does not match");
      }
      Fields fields = new Fields(file, object, Arrays.copyOf(bytes, checked), block.position());
      if (isFirst) {
        fields.skip(prefix);
      } else {
        fields.expect("OCHK");
      }
      return fields;
    }

    @Override
    public int headSize() {
      return hasOrder ? 6 : 4;
    }

    @Override
    public Message next(Fields fields) {
      int type = fields.u8();
      int size = fields.u16();
      int flags = fields.u8();
      fields.skip(hasOrder ? 2 : 0);
      return new Message(type, flags, fields.position(), size, fields.slice(size));
    }
  }

  private static void walk(
      MetadataReader file, String object, Block first, List<Message> messages, Form form) {
    Deque<Block> blocks = new ArrayDeque<>(List.of(first));
    Set<Long> seen = new HashSet<>();
    int count = 0;
    while (!blocks.isEmpty()) {
      Block block = blocks.remove();
      if (!seen.add(block.position()) || seen.size() > MOST_BLOCKS) {
        throw file.source().corrupt(object, block.position(), "header blocks go round in circles");
      }
      Fields fields = form.open(file, object, block, seen.size() == 1);
      while (fields.remaining() >= form.headSize()) {
        Message message = form.next(fields);
        if (++count > MOST_MESSAGES) {
          throw fields.corrupt("more than " + MOST_MESSAGES + " messages");
        }
        if (message.type() == CONTINUATION) {
          Fields body = message.body();
          blocks.add(new Block(body.definedAddress(), body.length()));
        } else if (message.type() != NIL) {
          requireKnown(file, object, message);
          messages.add(message);
        }
      }
    }
  }

  private static void requireKnown(MetadataReader file, String object, Message message) {
    if (message.type() > LAST_KNOWN && (message.flags() & MUST_UNDERSTAND_FLAG) != 0) {
      throw file.source().unsupported(object, "header message " + message.type());
    }
  }
}
