;; The two passes of the resampler, for pictures of 8-bit RGB: see source/frames/resample/resample.ts for the arithmetic.
;; Every pixel is a weighted sum of 32 bits, rounded and clamped to 8. Loads and stores run up to 15 bytes past a row's end: the caller leaves room.
(module
	(memory (export "memory") 1)

	;; Along rows: `rows` rows of `rowBytes` bytes at `from` become rows of 3 · `columns` bytes at `to`.
	;; starts: byte in the row of each column's first pixel. counts: bytes of its weights that are used. stride: bytes between two columns' weights.
	(func (export "across")
		(param $from i32) (param $rowBytes i32) (param $rows i32)
		(param $columns i32) (param $starts i32) (param $counts i32) (param $weights i32) (param $stride i32)
		(param $to i32)
		(local $place i32) (local $places i32) (local $at i32) (local $tap i32) (local $end i32) (local $sum v128)
		(local.set $places (i32.shl (local.get $columns) (i32.const 2)))
		(loop $nextRow
			(local.set $place (i32.const 0))
			(local.set $tap (local.get $weights))
			(loop $nextColumn
				(local.set $at (i32.add (local.get $from) (i32.load (i32.add (local.get $starts) (local.get $place)))))
				(local.set $end (i32.add (local.get $tap) (i32.load (i32.add (local.get $counts) (local.get $place)))))
				(local.set $sum (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
				(loop $nextTap
					(local.set $sum (i32x4.add (local.get $sum)
						(i32x4.mul
							(i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $at))))
							(v128.load32_splat (local.get $tap)))))
					(local.set $at (i32.add (local.get $at) (i32.const 3)))
					(local.set $tap (i32.add (local.get $tap) (i32.const 4)))
					(br_if $nextTap (i32.lt_u (local.get $tap) (local.get $end))))
				(local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
				(local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
				;; A fourth byte is written too; the next pixel writes over it.
				(v128.store32_lane 0 (local.get $to) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
				(local.set $to (i32.add (local.get $to) (i32.const 3)))
				(local.set $place (i32.add (local.get $place) (i32.const 4)))
				(local.set $tap (i32.add (local.get $weights)
					(i32.mul (i32.shr_u (local.get $place) (i32.const 2)) (local.get $stride))))
				(br_if $nextColumn (i32.lt_u (local.get $place) (local.get $places))))
			(local.set $from (i32.add (local.get $from) (local.get $rowBytes)))
			(local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
			(br_if $nextRow (local.get $rows))))

	;; Across rows: rows of `rowBytes` bytes at `from` become `rows` rows at `to`.
	;; starts: byte of each result row's first source row. counts and stride as above.
	(func (export "down")
		(param $from i32) (param $rowBytes i32) (param $rows i32)
		(param $starts i32) (param $counts i32) (param $weights i32) (param $stride i32)
		(param $to i32)
		(local $byte i32) (local $at i32) (local $tap i32) (local $end i32)
		(local $weight v128) (local $bytes v128) (local $low v128) (local $high v128)
		(local $a v128) (local $b v128) (local $c v128) (local $d v128)
		(loop $nextRow
			(local.set $byte (i32.const 0))
			(loop $nextBytes
				(local.set $at (i32.add (local.get $from) (i32.add (i32.load (local.get $starts)) (local.get $byte))))
				(local.set $tap (local.get $weights))
				(local.set $end (i32.add (local.get $tap) (i32.load (local.get $counts))))
				(local.set $a (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
				(local.set $b (local.get $a))
				(local.set $c (local.get $a))
				(local.set $d (local.get $a))
				(loop $nextTap
					(local.set $weight (v128.load32_splat (local.get $tap)))
					(local.set $bytes (v128.load (local.get $at)))
					(local.set $low (i16x8.extend_low_i8x16_u (local.get $bytes)))
					(local.set $high (i16x8.extend_high_i8x16_u (local.get $bytes)))
					(local.set $a (i32x4.add (local.get $a) (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $low)) (local.get $weight))))
					(local.set $b (i32x4.add (local.get $b) (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $low)) (local.get $weight))))
					(local.set $c (i32x4.add (local.get $c) (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $high)) (local.get $weight))))
					(local.set $d (i32x4.add (local.get $d) (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $high)) (local.get $weight))))
					(local.set $at (i32.add (local.get $at) (local.get $rowBytes)))
					(local.set $tap (i32.add (local.get $tap) (i32.const 4)))
					(br_if $nextTap (i32.lt_u (local.get $tap) (local.get $end))))
				;; Bytes past the row's end are written over by the next row.
				(v128.store (i32.add (local.get $to) (local.get $byte))
					(i8x16.narrow_i16x8_u
						(i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $a) (i32.const 22)) (i32x4.shr_s (local.get $b) (i32.const 22)))
						(i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $c) (i32.const 22)) (i32x4.shr_s (local.get $d) (i32.const 22)))))
				(local.set $byte (i32.add (local.get $byte) (i32.const 16)))
				(br_if $nextBytes (i32.lt_u (local.get $byte) (local.get $rowBytes))))
			(local.set $starts (i32.add (local.get $starts) (i32.const 4)))
			(local.set $counts (i32.add (local.get $counts) (i32.const 4)))
			(local.set $weights (i32.add (local.get $weights) (local.get $stride)))
			(local.set $to (i32.add (local.get $to) (local.get $rowBytes)))
			(local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
			(br_if $nextRow (local.get $rows))))
)
