"""The main job from end to end, over real processes."""
