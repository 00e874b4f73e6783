(module
  (memory (import "env" "memory") 1)
  (func (export "sums") (param $tables i32) (param $signs i32) (param $groups i32) (param $out i32)
    (local $column i32) (local $left i32) (local $table i32) (local $at i32)
    (local $eight v128) (local $part v128) (local $low v128) (local $high v128)
    (loop $sixteen
      (local.set $low (v128.const i32x4 0 0 0 0))
      (local.set $high (v128.const i32x4 0 0 0 0))
      (local.set $table (local.get $tables))
      (local.set $at (i32.add (local.get $signs) (local.get $column)))
      (local.set $left (local.get $groups))
      (loop $group
        (local.set $eight (v128.load (local.get $at)))
        (local.set $part
          (i8x16.add
            (i8x16.swizzle
              (v128.load (local.get $table))
              (v128.and (local.get $eight) (v128.const i32x4 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f)))
            (i8x16.swizzle
              (v128.load offset=16 (local.get $table))
              (v128.and (i16x8.shr_u (local.get $eight) (i32.const 4)) (v128.const i32x4 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f)))))
        (local.set $low (i16x8.add (local.get $low) (i16x8.extend_low_i8x16_s (local.get $part))))
        (local.set $high (i16x8.add (local.get $high) (i16x8.extend_high_i8x16_s (local.get $part))))
        (local.set $table (i32.add (local.get $table) (i32.const 32)))
        (local.set $at (i32.add (local.get $at) (i32.const 128)))
        (br_if $group (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (v128.store (local.get $out) (local.get $low))
      (v128.store offset=16 (local.get $out) (local.get $high))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (br_if $sixteen
        (i32.lt_u (local.tee $column (i32.add (local.get $column) (i32.const 16))) (i32.const 128))))))
