/** The name under which the program was built, for documents that outlive it. */
@org.jspecify.annotations.NullMarked
package io.hypertile.release;
