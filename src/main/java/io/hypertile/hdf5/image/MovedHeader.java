package io.hypertile.hdf5.image;

import io.hypertile.hdf5.Fields;
import io.hypertile.hdf5.Lookup3;
import io.hypertile.hdf5.MetadataReader;
import io.hypertile.hdf5.ObjectHeader;
import io.hypertile.hdf5.Patch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An object header that gets other messages and stays where it is, so that whatever refers to the
 * object still finds it: its first block is left with a pointer to a new block, which holds the
 * messages, attributes included, as they were or as they are replaced (HDF5 file format, sections
 * IV.A.1 and IV.A.2.q). Both versions of headers. For one thread.
 */
public final class MovedHeader {
  private static final int OLD_PREFIX = 16;
  private static final int POINTER = 16;
  private static final int CHECKSUM = 4;
  private static final int LONGEST_NIL = 0xffe0;
  private static final int HAS_ORDER = 0x04;

  private final MetadataReader file;
  private final ObjectHeader header;
  private final byte[] prefix;
  private final int room;
  private final int messageHead;

  private MovedHeader(
      MetadataReader file, ObjectHeader header, byte[] prefix, int room, int messageHead) {
    this.file = file;
    this.header = header;
    this.prefix = prefix;
    this.room = room;
    this.messageHead = messageHead;
  }

  /**
   * The header at a position.
   *
   * @param object the object as messages name it
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if its first block has
   *     no room for a pointer
   */
  public static MovedHeader of(MetadataReader file, String object, long position) {
    ObjectHeader header = ObjectHeader.parse(file, object, position);
    Fields fields = file.fieldsUpTo(object, position, 64);
    MovedHeader moved;
    if (header.version() == 1) {
      fields.skip(8);
      int room = (int) Math.min(fields.u32(), Integer.MAX_VALUE);
      moved = new MovedHeader(file, header, file.bytes(object, position, OLD_PREFIX), room, 8);
    } else {
      fields.skip(5);
      int flags = fields.u8();
      fields.skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
      int room = (int) Math.min(fields.unsigned(1 << (flags & 3)), Integer.MAX_VALUE);
      int length = (int) (fields.position() - position);
      byte[] prefix = file.bytes(object, position, length);
      moved = new MovedHeader(file, header, prefix, room, (flags & HAS_ORDER) != 0 ? 6 : 4);
    }
    if (moved.room < moved.messageHead + POINTER) {
      throw file.source().unsupported(object, "a header without room to be changed");
    }
    return moved;
  }

  private record Message(int type, int flags, byte[] order, byte[] body) {}

  /**
   * Bytes of the new block.
   *
   * @param replaced bodies of messages by type; their content is of no meaning here
   */
  public int blockSize(Map<Integer, byte[]> replaced) {
    return block(messages(replaced)).length;
  }

  /**
   * Patches that change the header.
   *
   * @param position place of the new block, after the end of all that is in the file
   * @param replaced bodies of messages by type, also of types that the object has none of yet
   */
  public List<Patch> patches(long position, Map<Integer, byte[]> replaced) {
    List<Message> messages = messages(replaced);
    byte[] block = block(messages);
    return List.of(
        new Patch(position, block),
        new Patch(header.position(), firstBlock(messages.size(), position, block.length)));
  }

  private List<Message> messages(Map<Integer, byte[]> replaced) {
    Map<Integer, byte[]> left = new TreeMap<>(replaced);
    List<Message> messages = new ArrayList<>();
    for (ObjectHeader.Message old : header.messages()) {
      // The value as old programs want it, of the old type.
      if (old.type() == ObjectHeader.OLD_FILL && replaced.containsKey(ObjectHeader.DATATYPE)) {
        continue;
      }
      byte[] order =
          messageHead == 6 ? file.bytes(header.object(), old.position() - 2, 2) : new byte[0];
      byte[] body = left.remove(old.type());
      if (body == null) {
        body = file.bytes(header.object(), old.position(), old.size());
      }
      messages.add(new Message(old.type(), old.flags(), order, body));
    }
    byte[] noOrder = new byte[messageHead == 6 ? 2 : 0];
    left.forEach((type, body) -> messages.add(new Message(type, 0, noOrder, body)));
    return messages;
  }

  private byte[] block(List<Message> messages) {
    FieldWriter out = new FieldWriter();
    if (header.version() != 1) {
      out.text("OCHK");
    }
    for (Message message : messages) {
      put(out, message);
    }
    return header.version() == 1 ? out.toBytes() : checked(out);
  }

  private static byte[] checked(FieldWriter out) {
    return out.u32(Lookup3.hash(out.toBytes())).toBytes();
  }

  private void put(FieldWriter out, Message message) {
    int length = message.body().length;
    if (header.version() == 1) {
      int padded = length + 7 & ~7;
      out.u16(message.type()).u16(padded).u8(message.flags()).zeros(3);
      out.bytes(message.body()).zeros(padded - length);
    } else {
      out.u8(message.type()).u16(length).u8(message.flags());
      out.bytes(message.order()).bytes(message.body());
    }
  }

  /** The first block: where the messages are, and nothing. */
  private byte[] firstBlock(int messages, long position, int length) {
    FieldWriter content = new FieldWriter();
    byte[] noOrder = new byte[messageHead - 4];
    byte[] pointer = new FieldWriter().u64(position - file.base()).u64(length).toBytes();
    put(content, new Message(ObjectHeader.CONTINUATION, 0, noOrder, pointer));
    int nils = 0;
    while (room - content.size() >= messageHead) {
      int body = Math.min(room - content.size() - messageHead, LONGEST_NIL);
      put(content, new Message(ObjectHeader.NIL, 0, noOrder, new byte[body]));
      nils++;
    }
    content.padTo(room);
    FieldWriter out = new FieldWriter();
    if (header.version() != 1) {
      return checked(out.bytes(prefix).bytes(content.toBytes()));
    }
    byte[] count = new FieldWriter().u16(messages + 1 + nils).toBytes();
    System.arraycopy(count, 0, prefix, 2, 2);
    return out.bytes(prefix).bytes(content.toBytes()).toBytes();
  }
}
