"""What the archive is measured against: each as a careful developer would have it in a day."""
