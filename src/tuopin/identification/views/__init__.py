"""The pages of identification: applications and meetings, changes of members, exits and their quality."""
