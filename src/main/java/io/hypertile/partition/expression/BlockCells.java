package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Values of an expression as cells, a block after the other. For one thread. */
final class BlockCells implements CellSource {
  private final Expression expression;
  private final Evaluator evaluator;
  private final Walk walk;
  private final CellWriting writing;
  private final MemorySegment block;
  private long at;
  private long end;

  BlockCells(Expression expression, Evaluator evaluator, Walk walk) {
    this.expression = expression;
    this.evaluator = evaluator;
    this.walk = walk;
    this.writing = new CellWriting(expression.type(), expression.nulls());
    this.block = MemorySegment.ofArray(new byte[ValueBlock.SIZE * expression.type().size()]);
  }

  /** Evaluates the next block; its bytes, 0 at the end. */
  int next() {
    if (!walk.next()) {
      return 0;
    }
    int bytes = walk.count() * expression.type().size();
    ValueBlock values = evaluator.evaluate(expression.node(), walk);
    writing.write(values, walk.count(), block.asSlice(0, bytes));
    return bytes;
  }

  /** Memory of the present block. */
  MemorySegment block() {
    return block;
  }

  @Override
  public int read(ByteBuffer target) {
    int before = target.remaining();
    while (target.hasRemaining()) {
      if (at == end) {
        at = 0;
        end = next();
        if (end == 0) {
          break;
        }
      }
      int count = (int) Math.min(target.remaining(), end - at);
      MemorySegment.copy(block, at, MemorySegment.ofBuffer(target), 0, count);
      target.position(target.position() + count);
      at += count;
    }
    int count = before - target.remaining();
    return count == 0 && before > 0 ? -1 : count;
  }
}
