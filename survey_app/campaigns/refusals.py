"""What keeps a campaign from being made or changed as somebody wants it; every module of the room says it in the same way."""


class CampaignRefusedError(Exception):
    """Why a campaign cannot be made or changed like this, in words for the operator."""
