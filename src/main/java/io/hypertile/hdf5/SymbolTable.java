package io.hypertile.hdf5;

import java.util.List;

/**
 * A symbol-table group whose links are all in one node, with what is needed to change them.
 *
 * @param tree position of the B-tree's only node
 * @param heap position of the local heap's header
 * @param heapData position of the heap's data segment
 * @param heapBytes the data segment
 * @param heapFree offset in the segment of its first free block, 1 when there is none
 * @param node position of the symbol node
 * @param capacity links that fit into the node
 * @param entries the links in order of their names
 */
public record SymbolTable(
    long tree,
    long heap,
    long heapData,
    byte[] heapBytes,
    long heapFree,
    long node,
    int capacity,
    List<Link> entries) {
  /** Offset that ends the list of free blocks. */
  public static final long NO_FREE = 1;

  /** Bytes of an entry. */
  public static final int ENTRY_SIZE = 40;

  /** Bytes in front of the first entry. */
  static final int NODE_HEAD = 8;

  /**
   * One link.
   *
   * @param name its name
   * @param bytes the entry as it is stored: name offset, header address, cache
   */
  public record Link(String name, byte[] bytes) {}
}
