/** The rules of the house, checked over every module in every build: floors, sizes, words, documents. */
@NullMarked
package dev.tutti.house;

import org.jspecify.annotations.NullMarked;
