package io.hypertile.schema;

/**
 * What a collection holds. All kinds share one namespace; what else they have in common is nothing,
 * so a kind is a permitted type with members of its own.
 */
public sealed interface CollectionSchema permits ArraysSchema {}
